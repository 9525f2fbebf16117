/** The build of an environment: how it stands, what is in it, its log while it grows, its lock. */
import { TextInput } from "@mantine/core";
import { IconPackage, IconSearch } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import {
  Banner,
  CopyButton,
  EmptyState,
  ErrorState,
  formatSize,
  KeyValue,
  RelativeTime,
  Skeletons,
} from "../../ui";
import classes from "../assets.module.css";
import { isBuiltIn, useBuild, type BuildDetail } from "./api";
import { BuildBadge, BuildProgress } from "./BuildState";

function Packages({ packages }: { packages: BuildDetail["packages_list"] }) {
  const { t } = useTranslation("assets");
  const [words, setWords] = useState("");
  const found = useMemo(() => {
    const sought = words.trim().toLowerCase();
    return packages.filter((one) => one.name.toLowerCase().includes(sought));
  }, [packages, words]);
  if (packages.length === 0) return null;
  return (
    <section>
      <div className={classes.sectionHead}>
        <h2 className={classes.heading}>
          {t("build.packages")} <span className={classes.quiet}>{packages.length}</span>
        </h2>
        <TextInput
          aria-label={t("build.find")}
          placeholder={t("build.find")}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          w={210}
          data-testid="package-search"
        />
      </div>
      {found.length === 0 ? (
        <p className={classes.none}>{t("build.notFound", { words: words.trim() })}</p>
      ) : (
        <ul className={classes.packages} data-testid="packages" tabIndex={0} aria-label={t("build.packages")}>
          {found.map((one) => (
            <li key={one.name}>
              <span>{one.name}</span> <code>{one.version}</code>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Stays at its end while it grows, unless somebody scrolled up to read. */
function LiveLog({ text, live }: { text: string; live: boolean }) {
  const { t } = useTranslation("assets");
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);
  return (
    <pre
      ref={box}
      className={classes.buildLog}
      tabIndex={0}
      aria-label={t("build.log")}
      data-testid="build-log"
      data-live={live || undefined}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
    >
      {text}
    </pre>
  );
}

function Facts({ build }: { build: BuildDetail }) {
  const { t } = useTranslation("assets");
  return (
    <KeyValue
      rows={[
        [t("build.stateLabel"), <BuildBadge key="s" build={build} testId="build-state" />],
        build.mapped_to && [
          t("build.mappedTo"),
          <span key="m">
            <code>{build.mapped_to}</code>{" "}
            <Link className={classes.link} to="/settings/rules">
              {t("build.rules")}
            </Link>
          </span>,
        ],
        [t("build.kindLabel"), t(`build.kind.${build.kind}`, { defaultValue: build.kind })],
        build.python && [t("build.python"), build.python],
        build.packages !== null && build.packages > 0 && [t("build.packages"), String(build.packages)],
        build.size !== null && build.size > 0 && [t("column.size"), formatSize(build.size)],
        build.created && [t("build.created"), <RelativeTime key="c" time={build.created} />],
        build.last_used && [t("build.used"), <RelativeTime key="u" time={build.last_used} />],
        build.key && [
          t("build.key"),
          <span key="k" className={classes.inline}>
            <code title={build.key}>{build.key.slice(0, 16)}</code>
            <CopyButton text={build.key} label={t("build.copyKey")} />
          </span>,
        ],
      ]}
    />
  );
}

function Lock({ text }: { text: string }) {
  const { t } = useTranslation("assets");
  if (!text) return null;
  return (
    <details className={classes.fileDiff} data-testid="build-lock">
      <summary>
        {t("build.lock")} <span className={classes.quiet}>{t("build.lockText")}</span>
      </summary>
      <div className={classes.fileBar}>
        <CopyButton text={text} label={t("build.copyLock")} />
      </div>
      <pre className={classes.buildLog} tabIndex={0} aria-label={t("build.lock")}>
        {text}
      </pre>
    </details>
  );
}

export function BuildTab({ name, version }: { name: string; version: string }) {
  const { t } = useTranslation("assets");
  const build = useBuild(name, version);
  if (build.isPending) return <Skeletons rows={6} />;
  if (build.isError)
    return <ErrorState error={build.error} what={t("build.unreadable")} retry={() => void build.refetch()} />;
  const { data } = build;
  const live = data.state === "building";
  return (
    <div className={classes.mainColumn} data-testid="build">
      <BuildProgress build={data} />
      {data.state === "failed" && (
        <Banner tone="danger" title={t("build.failed")} testId="build-error">
          <span className={classes.lines}>{data.error ?? t("build.failedText")}</span>
        </Banner>
      )}
      {data.state === "missing" && data.kind !== "mapped" && (
        <EmptyState small icon={IconPackage} title={t("build.missing")}>
          {t(isBuiltIn(name) ? "build.missingBuiltIn" : "build.missingText")}
        </EmptyState>
      )}
      <Facts build={data} />
      {(live || data.state === "failed") && data.log && <LiveLog text={data.log} live={live} />}
      <Packages packages={data.packages_list} />
      {!live && data.state !== "failed" && data.log && (
        <details className={classes.fileDiff}>
          <summary>{t("build.log")}</summary>
          <LiveLog text={data.log} live={false} />
        </details>
      )}
      <Lock text={data.lock} />
    </div>
  );
}
