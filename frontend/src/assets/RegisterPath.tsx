/** Registers what lies at an address: of a job's output, a datastore, the web. Nothing is copied. */
import { Button, Code, Group, Modal, Select, Textarea, TextInput } from "@mantine/core";
import { IconLink } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useGo } from "../app/useGo";
import { tell } from "../designer/toasts";
import { CopyButton, ErrorState } from "../ui";
import { ask, refreshAssets } from "./api";
import classes from "./assets.module.css";
import { assetHref } from "./kinds";
import {
  bodyOf,
  commandFor,
  formFrom,
  isLocal,
  nameFrom,
  typesOf,
  type ByPath,
  type PathForm,
} from "./registerPath";
import type { Registered } from "./types";

function useRegisterPath(kind: ByPath, onDone: () => void) {
  const { t } = useTranslation("assets");
  const client = useQueryClient();
  const go = useGo();
  return useMutation({
    mutationFn: (body: Record<string, string>) => ask<Registered>("POST", kind, { body }),
    onSuccess: async (asset) => {
      const said = asset.created === false ? "register.same" : "register.done";
      tell(t(said, { name: asset.name, version: asset.version ?? "" }));
      onDone();
      go(assetHref(kind, asset.name, asset.version));
      await refreshAssets(client, kind);
    },
  });
}

function Fields({
  kind,
  form,
  set,
}: {
  kind: ByPath;
  form: PathForm;
  set: (change: Partial<PathForm>) => void;
}) {
  const { t } = useTranslation("assets");
  return (
    <>
      <TextInput
        label={t("byPath.path")}
        description={t(`byPath.pathText.${kind}`)}
        inputWrapperOrder={["label", "input", "description"]}
        placeholder={kind === "data" ? "https://host/titanic.csv" : "runs:/JOB/model"}
        required
        value={form.path}
        data-autofocus={form.path === "" || undefined}
        onChange={(event) => {
          const path = event.currentTarget.value;
          // The name follows the address until somebody writes one.
          set({ path, ...(form.name === nameFrom(form.path) ? { name: nameFrom(path) } : {}) });
        }}
        classNames={{ input: classes.mono }}
        data-testid="by-path:path"
      />
      <div className={classes.fieldPair}>
        <TextInput
          label={t("column.name")}
          required
          data-autofocus={form.path !== "" || undefined}
          value={form.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          data-testid="by-path:name"
        />
        <TextInput
          label={t("column.version")}
          placeholder={t("byPath.nextVersion")}
          value={form.version}
          onChange={(event) => set({ version: event.currentTarget.value })}
          data-testid="by-path:version"
        />
        <Select
          label={t("list.type")}
          data={typesOf(kind).map((type) => ({ value: type, label: t(`type.${type}`) }))}
          value={form.type}
          allowDeselect={false}
          onChange={(type) => type && set({ type })}
          data-testid="by-path:type"
        />
      </div>
      <Textarea
        label={t("about.description")}
        rows={2}
        value={form.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
    </>
  );
}

function Dialog({ kind, first, onClose }: { kind: ByPath; first: PathForm; onClose: () => void }) {
  const { t } = useTranslation("assets");
  const [form, setForm] = useState(first);
  const register = useRegisterPath(kind, onClose);
  const local = isLocal(form.path);
  const body = bodyOf(form);
  const command = commandFor(kind, form);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (body && !local) register.mutate(body);
  };
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t(`byPath.title.${kind}`)}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <form onSubmit={submit} className={classes.form} data-testid="by-path">
        <Fields kind={kind} form={form} set={(change) => setForm((before) => ({ ...before, ...change }))} />
        {local ? (
          <div role="status">
            <p className={classes.plain}>{t("byPath.local")}</p>
            <Code block className={classes.example}>
              {command}
            </Code>
            <CopyButton text={command} label={t("list.copyCommand")} />
          </div>
        ) : (
          <p className={classes.advice}>{t(`byPath.stays.${kind}`)}</p>
        )}
        {register.isError && <ErrorState error={register.error} what={t("byPath.failed")} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t("edit.cancel")}
          </Button>
          <Button
            type="submit"
            disabled={body === null || local}
            loading={register.isPending}
            data-testid="by-path:register"
          >
            {t("byPath.do")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** The button, and the dialog: also open when the address says so, so that other pages can link to it. */
export function RegisterPath({ kind }: { kind: ByPath }) {
  const { t } = useTranslation("assets");
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState(false);
  const asked = params.has("register");
  const close = () => {
    setOpen(false);
    if (asked)
      setParams(
        (before) => {
          const rest = new URLSearchParams(before);
          for (const key of ["register", "name", "type"]) rest.delete(key);
          return rest;
        },
        { replace: true },
      );
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconLink size={15} aria-hidden />}
        onClick={() => setOpen(true)}
        data-testid="action:register-path"
      >
        {t("byPath.button")}
      </Button>
      {(open || asked) && (
        <Dialog kind={kind} first={formFrom(kind, asked ? params : new URLSearchParams())} onClose={close} />
      )}
    </>
  );
}
