/** What a page shows when there is nothing, when something went wrong, and while it waits. */
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle, IconRefresh, type Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import { CopyButton } from "./CopyButton";
import classes from "./ui.module.css";

interface EmptyStateProps {
  icon?: Icon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  small?: boolean;
  /** It is all there is on the page: its title is the page's. */
  page?: boolean;
}

export function EmptyState({
  icon: Icon,
  title,
  children,
  actions,
  small = false,
  page = false,
}: EmptyStateProps) {
  const Title = page ? "h1" : "p";
  return (
    <div className={small ? classes.emptySmall : classes.empty}>
      {Icon && <Icon size={small ? 22 : 34} stroke={1.4} aria-hidden className={classes.emptyIcon} />}
      <Title className={classes.emptyTitle}>{title}</Title>
      {children && <div className={classes.emptyText}>{children}</div>}
      {actions && <div className={classes.row}>{actions}</div>}
    </div>
  );
}

interface BannerProps {
  tone: "danger" | "warning" | "info";
  title: string;
  children?: ReactNode;
  /** A text that helps whoever is asked for help; offered for copying. */
  id?: string;
  actions?: ReactNode;
  testId?: string;
  /** On one line, for what is worth knowing but not worth a pause. */
  slim?: boolean;
}

export function Banner({ tone, title, children, id, actions, testId, slim = false }: BannerProps) {
  const { t } = useTranslation("pages");
  const Icon = tone === "info" ? IconInfoCircle : IconAlertTriangle;
  return (
    <div
      className={classes.banner}
      data-tone={tone}
      data-slim={slim || undefined}
      role={tone === "danger" ? "alert" : "status"}
      data-testid={testId}
    >
      <Icon size={17} aria-hidden className={classes.bannerIcon} />
      <div className={classes.bannerText}>
        <strong>{title}</strong>
        {children && <div>{children}</div>}
        {id && (
          <div className={classes.bannerId}>
            <span>{t("ui.errorId")}</span> <code>{id}</code> <CopyButton text={id} label={t("ui.copyId")} />
          </div>
        )}
      </div>
      {actions}
    </div>
  );
}

/** Any thrown thing as: what happened, why, what to do next. */
export function ErrorState({ error, what, retry }: { error: unknown; what: string; retry?: () => void }) {
  const { t } = useTranslation("pages");
  const known = error instanceof ApiError ? error : null;
  const why = known?.unreachable ? t("ui.unreachable") : known?.message;
  const next = known?.hint ?? (known?.unreachable ? t("ui.unreachableHint") : t("ui.errorHint"));
  return (
    <Banner
      tone="danger"
      title={what}
      {...(known?.id ? { id: known.id } : {})}
      actions={
        retry && (
          <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={retry}>
            {t("ui.retry")}
          </Button>
        )
      }
    >
      <p className={classes.plain}>{[why, next].filter(Boolean).join(" ")}</p>
      {known?.problems.map((problem) => (
        <p key={`${problem.path}:${problem.line}:${problem.code}`} className={classes.plain}>
          <code>{problem.line ? `${problem.file}:${problem.line}` : problem.path}</code> {problem.message}
          {problem.hint ? ` ${problem.hint}` : ""}
        </p>
      ))}
    </Banner>
  );
}

/** Grey rows that appear only when the wait is long enough to be noticed. */
export function Skeletons({ rows = 4, label }: { rows?: number; label?: string }) {
  const { t } = useTranslation("pages");
  return (
    <div className={classes.skeletons} role="status" aria-label={label ?? t("ui.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={classes.skeleton} style={{ width: `${92 - ((row * 23) % 40)}%` }} />
      ))}
    </div>
  );
}
