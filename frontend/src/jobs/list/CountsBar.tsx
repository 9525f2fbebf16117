/** How far a run is: one bar cut by the status of its nodes, with the figures for whoever cannot see it. */
import { useTranslation } from "react-i18next";
import { statusLook } from "../../canvas";
import { STATUS_WORDS } from "../live/types";
import classes from "./list.module.css";

const ORDER = ["Completed", "Failed", "Canceled", "NotResponding", "Running", ...STATUS_WORDS] as const;

export function CountsBar({ counts, reused = 0 }: { counts: Record<string, number>; reused?: number }) {
  const { t } = useTranslation(["jobs", "frame"]);
  const words = [...new Set<string>(ORDER)].filter((word) => (counts[word] ?? 0) > 0);
  const total = counts.total ?? words.reduce((sum, word) => sum + (counts[word] ?? 0), 0);
  if (total === 0) return <span>–</span>;
  const told = words.map((word) => `${t(`frame:${statusLook(word).key}`)} ${counts[word]}`);
  if (reused > 0) told.push(`${t("reused")} ${reused}`);
  return (
    <span className={classes.counts} title={told.join(" · ")}>
      <span className={classes.bar} aria-hidden>
        {words.map((word) => (
          <span
            key={word}
            style={{
              width: `${(100 * (counts[word] ?? 0)) / total}%`,
              background: `var(${statusLook(word).color})`,
            }}
            data-word={word}
          />
        ))}
      </span>
      <span className="num">
        {counts.Completed ?? 0}/{total}
      </span>
      <span className="visually-hidden">{told.join(", ")}</span>
    </span>
  );
}
