/** Where a version came from and where it went: the step that wrote it, itself, the steps that read it. */
import { IconArrowRight, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ErrorState, RelativeTime, Skeletons } from "../ui";
import classes from "./assets.module.css";
import { jobHref, useLineage, type Read, type Written } from "./insight";
import type { KindInfo } from "./kinds";
import type { AssetDetail } from "./types";

/** So many steps are shown at once; more are one click away. */
const FEW = 50;

function Step({
  job,
  node,
  port,
  at,
  testId,
}: {
  job: string;
  node: string | null;
  port: string | null;
  at: string | null;
  testId: string;
}) {
  const { t } = useTranslation("assets");
  return (
    <li className={classes.lineStep} data-testid={testId}>
      <IconPlayerPlay size={15} stroke={1.6} aria-hidden />
      <div>
        <Link to={jobHref(job, node)}>{node || job}</Link>
        <span className={classes.sub}>
          {node && <span>{job}</span>}
          {port && <span>{t("lineage.port", { port })}</span>}
          {at && <RelativeTime time={at} />}
        </span>
      </div>
    </li>
  );
}

function Side({
  title,
  none,
  count,
  children,
}: {
  title: string;
  none: string;
  count: number;
  children: React.ReactNode;
}) {
  return (
    <section className={classes.lineSide}>
      <h2 className={classes.asideTitle}>
        {title} {count > 0 && <span className={classes.quiet}>{count}</span>}
      </h2>
      {count === 0 ? (
        <p className={classes.none}>{none}</p>
      ) : (
        <ul className={classes.lineList}>{children}</ul>
      )}
    </section>
  );
}

export function LineageTab({ info, asset }: { info: KindInfo; asset: AssetDetail }) {
  const { t } = useTranslation("assets");
  const lineage = useLineage(info.kind, asset.name, asset.version ?? "");
  if (lineage.isPending) return <Skeletons rows={5} />;
  if (lineage.isError)
    return (
      <ErrorState error={lineage.error} what={t("lineage.unreadable")} retry={() => void lineage.refetch()} />
    );
  const { written_by: written, read_by: read } = lineage.data;
  const key = (one: Written | Read) =>
    `${one.job} ${one.node ?? ""} ${one.at ?? ""} ${"output" in one ? one.output : one.input}`;
  const Icon = info.icon;
  return (
    <div className={classes.lineage} data-testid="lineage">
      <Side title={t("lineage.written")} none={t("lineage.writtenNone")} count={written.length}>
        {written.slice(0, FEW).map((one) => (
          <Step
            key={key(one)}
            job={one.job}
            node={one.node}
            port={one.output}
            at={one.at}
            testId="written-by"
          />
        ))}
      </Side>
      <IconArrowRight size={18} aria-hidden className={classes.lineArrow} />
      <div className={classes.lineSelf} aria-label={t("lineage.self")}>
        <Icon size={20} stroke={1.5} aria-hidden />
        <strong>{asset.name}</strong>
        <span className={classes.quiet}>{t("versionN", { version: asset.version })}</span>
      </div>
      <IconArrowRight size={18} aria-hidden className={classes.lineArrow} />
      <Side title={t("lineage.read")} none={t("lineage.readNone")} count={read.length}>
        {read.slice(0, FEW).map((one) => (
          <Step key={key(one)} job={one.job} node={one.node} port={one.input} at={one.at} testId="read-by" />
        ))}
        {read.length > FEW && (
          <li className={classes.none}>{t("lineage.more", { count: read.length - FEW })}</li>
        )}
      </Side>
    </div>
  );
}
