/** Two versions compared: the interface first, then what else the definition says, then the files. */
import { ActionIcon, Select, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconArrowsExchange } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { EmptyState, ErrorState, PatchView, Skeletons } from "../ui";
import { useAssetName, useDiff } from "./api";
import classes from "./assets.module.css";
import { InterfaceChanges } from "./InterfaceChanges";
import { assetHref, type KindInfo } from "./kinds";
import type { AssetDetail, AssetDiff, FileChange } from "./types";
import { newestFirst, stepBefore } from "./versions";

const CodeDiff = lazy(() => import("../ui/CodeDiff"));

function FileDiff({ file }: { file: FileChange }) {
  const { t } = useTranslation("assets");
  return (
    <details className={classes.fileDiff} open>
      <summary>
        <code>{file.path}</code> <span className={classes.quiet}>{t(`diff.${file.change}`)}</span>
      </summary>
      {file.diff ? (
        <PatchView diff={file.diff} label={t("diff.ofFile", { file: file.path })} />
      ) : (
        <p className={classes.none}>{t("diff.noText")}</p>
      )}
    </details>
  );
}

function Compared({
  info,
  diff,
  before,
  after,
}: {
  info: KindInfo;
  diff: AssetDiff;
  before: string;
  after: string;
}) {
  const { t } = useTranslation("assets");
  const breaking = [...diff.inputs, ...diff.outputs].filter((one) => one.breaking).length;
  const sameYaml = diff.yaml.before === diff.yaml.after;
  return (
    <div className={classes.compared}>
      {info.kind === "components" && (
        <section>
          <h2 className={classes.heading}>
            {t("diff.interface")}
            {breaking > 0 && (
              <span className={classes.breaking}>
                <IconAlertTriangle size={13} aria-hidden /> {t("diff.breakingN", { count: breaking })}
              </span>
            )}
          </h2>
          <InterfaceChanges inputs={diff.inputs} outputs={diff.outputs} />
        </section>
      )}
      <section>
        <h2 className={classes.heading}>{t("diff.definition")}</h2>
        {sameYaml ? (
          <p className={classes.none}>{t("diff.sameDefinition")}</p>
        ) : (
          <div className={classes.merge}>
            <Suspense fallback={<Skeletons rows={6} />}>
              <CodeDiff
                before={diff.yaml.before}
                after={diff.yaml.after}
                language="yaml"
                labels={{
                  before: t("diff.yamlOf", { version: before }),
                  after: t("diff.yamlOf", { version: after }),
                }}
              />
            </Suspense>
          </div>
        )}
      </section>
      {diff.files.length > 0 && (
        <section>
          <h2 className={classes.heading}>
            {t("diff.files")} <span className={classes.quiet}>{diff.files.length}</span>
          </h2>
          {diff.files.map((file) => (
            <FileDiff key={file.path} file={file} />
          ))}
        </section>
      )}
    </div>
  );
}

export function DiffTab({ info, asset }: { info: KindInfo; asset: AssetDetail }) {
  const { t } = useTranslation("assets");
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const family = useAssetName(info.kind, asset.name);
  const versions = newestFirst(family.data?.versions ?? []);
  const after = asset.version ?? "";
  const others = versions.map((one) => one.version ?? "").filter((one) => one !== after);
  const asked = params.get("with") ?? "";
  const before = others.includes(asked) ? asked : (stepBefore(versions, after) ?? others[0] ?? "");
  const diff = useDiff(info.kind, asset.name, after, before);
  const go = (next: { before: string; after: string }) =>
    void navigate(
      `${assetHref(info.kind, asset.name, next.after)}?tab=diff&with=${encodeURIComponent(next.before)}`,
      { replace: true },
    );
  if (family.isPending) return <Skeletons rows={6} />;
  if (family.isError)
    return (
      <ErrorState error={family.error} what={t("versions.unreadable")} retry={() => void family.refetch()} />
    );
  if (others.length === 0)
    return (
      <EmptyState small title={t("diff.onlyOne")}>
        {t("diff.onlyOneText")}
      </EmptyState>
    );
  const choices = versions.map(({ version }) => ({
    value: version ?? "",
    label: t("versionN", { version }),
  }));
  return (
    <>
      <div className={classes.diffBar}>
        <Select
          label={t("diff.before")}
          data-testid="diff-before"
          data={choices.filter((one) => one.value !== after)}
          value={before}
          allowDeselect={false}
          onChange={(version) => version && go({ before: version, after })}
          w={170}
        />
        <Tooltip label={t("diff.swap")}>
          <ActionIcon aria-label={t("diff.swap")} onClick={() => go({ before: after, after: before })} mb={3}>
            <IconArrowsExchange size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Select
          label={t("diff.after")}
          data-testid="diff-after"
          data={choices}
          value={after}
          allowDeselect={false}
          onChange={(version) =>
            version && go({ before: version === before ? after : before, after: version })
          }
          w={170}
        />
      </div>
      {diff.isPending && <Skeletons rows={8} />}
      {diff.isError && (
        <ErrorState error={diff.error} what={t("diff.unreadable")} retry={() => void diff.refetch()} />
      )}
      {diff.data && <Compared info={info} diff={diff.data} before={before} after={after} />}
    </>
  );
}
