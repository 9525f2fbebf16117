/** Who uses a version: drafts, components, jobs, schedules, each a link. */
import { IconCalendarTime, IconPlayerPlay, IconPuzzle, IconSchema, type Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { EmptyState } from "../ui";
import classes from "./assets.module.css";
import type { Usage } from "./types";

const ICONS: Record<string, Icon> = {
  draft: IconSchema,
  component: IconPuzzle,
  job: IconPlayerPlay,
  schedule: IconCalendarTime,
};
const ORDER = ["draft", "component", "schedule", "endpoint", "job"];

export function groupUses(uses: readonly Usage[]): [kind: string, uses: Usage[]][] {
  const groups = new Map<string, Usage[]>();
  for (const use of uses) groups.set(use.kind, [...(groups.get(use.kind) ?? []), use]);
  const place = (kind: string) => (ORDER.indexOf(kind) + ORDER.length + 1) % (ORDER.length + 1);
  return [...groups].sort(([a], [b]) => place(a) - place(b));
}

export function UsesList({ uses }: { uses: readonly Usage[] }) {
  const { t } = useTranslation("assets");
  return (
    <div className={classes.uses} data-testid="used-by">
      {groupUses(uses).map(([kind, group]) => {
        const UseIcon = ICONS[kind] ?? IconSchema;
        return (
          <section key={kind}>
            <h2 className={classes.heading}>
              {t(`uses.${kind}`, { defaultValue: kind })}{" "}
              <span className={classes.quiet}>{group.length}</span>
            </h2>
            <ul>
              {group.map((use) => (
                <li key={`${use.id} ${use.version ?? ""}`} className={classes.use}>
                  <UseIcon size={15} stroke={1.6} aria-hidden />
                  {use.href ? <Link to={use.href}>{use.name}</Link> : use.name}
                  {use.version && (
                    <span className={classes.quiet}>{t("uses.asks", { version: use.version })}</span>
                  )}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

export function UsedBy({ uses }: { uses: readonly Usage[] }) {
  const { t } = useTranslation("assets");
  if (uses.length === 0)
    return (
      <EmptyState small title={t("uses.none")}>
        {t("uses.noneText")}
      </EmptyState>
    );
  return <UsesList uses={uses} />;
}
