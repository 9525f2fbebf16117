/** One version of a component: what it takes and gives, its YAML, its code, who uses it. */
import { Button, Select, Tabs } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useGo } from "../app/useGo";
import { useBreadcrumb } from "../app/breadcrumb";
import { ApiError } from "../api/client";
import { server } from "../api/server";
import { CodeBrowser, CopyButton, EmptyState, ErrorState, KeyValue, RelativeTime, Skeletons } from "../ui";
import { componentHref, readFile, useComponent, type ComponentDetail } from "./api";
import classes from "./components.module.css";
import { draftWith } from "./draftWith";
import { PortTable } from "./PortTable";

const CodeView = lazy(() => import("../ui/CodeView"));

function useAddToDraft(component: ComponentDetail | undefined) {
  const go = useGo();
  const { t } = useTranslation("pages");
  return useMutation({
    mutationFn: () => {
      if (!component) throw new Error("no component");
      return server.post("drafts", { body: draftWith(component) });
    },
    onSuccess: (draft) => go(`/designer/${draft.id}`),
    onError: (error) =>
      notifications.show({
        color: "red",
        title: t("components.addFailed"),
        message: error instanceof ApiError ? error.message : "",
      }),
  });
}

function Head({ component }: { component: ComponentDetail }) {
  const { t } = useTranslation("pages");
  const go = useGo();
  const add = useAddToDraft(component);
  return (
    <div className={classes.head}>
      <div className={classes.headText}>
        <h1 className={classes.title}>{component.display_name || component.name}</h1>
        <span className={classes.ref}>
          <code>{component.ref}</code> <CopyButton text={component.ref} label={t("components.copyRef")} />
        </span>
      </div>
      <Select
        aria-label={t("components.version")}
        data={component.versions.map((version) => ({
          value: version,
          label: t("components.versionN", { version: version }),
        }))}
        value={component.version}
        allowDeselect={false}
        onChange={(version) => version && go(componentHref(component.name, version))}
        w={150}
      />
      <Button
        leftSection={<IconPlus size={15} aria-hidden />}
        loading={add.isPending}
        onClick={() => add.mutate()}
      >
        {t("components.add")}
      </Button>
    </div>
  );
}

function About({ component }: { component: ComponentDetail }) {
  const { t } = useTranslation("pages");
  const users = component.used_by ?? [];
  const tags = Object.entries(component.tags ?? {});
  const environment =
    typeof component.environment === "string"
      ? component.environment
      : component.environment
        ? JSON.stringify(component.environment)
        : null;
  return (
    <div className={classes.about}>
      {component.description && <p className={classes.lead}>{component.description}</p>}
      <PortTable ports={component.inputs} side="inputs" />
      <PortTable ports={component.outputs} side="outputs" />
      <section>
        <h2 className={classes.heading}>{t("components.about")}</h2>
        <KeyValue
          rows={[
            [t("components.type"), t(`components.kind.${component.type}`, { defaultValue: component.type })],
            Boolean(environment) && [t("components.environment"), <code key="e">{environment}</code>],
            typeof component.command === "string" && [
              t("components.command"),
              <code key="c">{component.command}</code>,
            ],
            [
              t("components.reuse"),
              t(component.is_deterministic === false ? "components.reuseNo" : "components.reuseYes"),
            ],
            tags.length > 0 && [
              t("components.tags"),
              tags.map(([key, value]) => (value ? `${key}: ${value}` : key)).join(", "),
            ],
            [t("components.created"), <RelativeTime key="t" time={component.created} />],
          ]}
        />
      </section>
      <section>
        <h2 className={classes.heading}>{t("components.usedBy")}</h2>
        {users.length === 0 && <p className={classes.none}>{t("components.usedByNone")}</p>}
        <ul className={classes.users}>
          {users.map((user) => (
            <li key={user.id}>
              {user.kind === "draft" ? <Link to={`/designer/${user.id}`}>{user.name}</Link> : user.name}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

export default function ComponentPage() {
  const { t } = useTranslation("pages");
  const { name = "", version = "latest" } = useParams();
  const component = useComponent(name, version);
  useBreadcrumb([
    { label: t("components.title"), to: "/components" },
    { label: component.data?.display_name || name },
  ]);
  if (component.isPending) return <Skeletons rows={8} />;
  if (component.isError) {
    const missing = component.error instanceof ApiError && component.error.status === 404;
    if (missing)
      return (
        <EmptyState
          page
          title={t("components.missing", { name, version })}
          actions={<Link to="/components">{t("components.all")}</Link>}
        />
      );
    return (
      <ErrorState
        error={component.error}
        what={t("components.unreadableOne")}
        retry={() => void component.refetch()}
      />
    );
  }
  const data = component.data;
  return (
    <div className={classes.page}>
      <Head component={data} />
      <Tabs defaultValue="about" keepMounted={false} className={classes.tabs}>
        <Tabs.List>
          <Tabs.Tab value="about">{t("components.interface")}</Tabs.Tab>
          <Tabs.Tab value="yaml">YAML</Tabs.Tab>
          {data.files.length > 0 && <Tabs.Tab value="code">{t("components.code")}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="about">
          <About component={data} />
        </Tabs.Panel>
        <Tabs.Panel value="yaml" className={classes.codePanel}>
          <Suspense fallback={<Skeletons rows={8} />}>
            <CodeView text={data.yaml} language="yaml" label={t("components.yamlOf", { name: data.name })} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="code" className={classes.codePanel}>
          <CodeBrowser
            files={data.files}
            queryKey={["component", name, data.version, "file"]}
            read={(path) => readFile(name, data.version, path)}
          />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
