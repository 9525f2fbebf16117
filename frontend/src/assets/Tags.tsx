/** Tags and labels as chips; a tag can be a way to others that have it. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import classes from "./assets.module.css";
import type { KindInfo } from "./kinds";
import { tagKeys, tagWords } from "./tags";

export function TagList({
  info,
  tags,
  most = 3,
}: {
  info: KindInfo;
  tags: Record<string, unknown>;
  most?: number;
}) {
  const { t } = useTranslation("assets");
  const keys = tagKeys(tags);
  const rest = keys.slice(most);
  return (
    <span className={classes.chips}>
      {keys.slice(0, most).map((key) => (
        <Link
          key={key}
          to={`/${info.area}?tag=${encodeURIComponent(key)}`}
          className={classes.chip}
          title={t("list.withTag", { tag: tagWords(key) })}
        >
          {tagWords(key)}
        </Link>
      ))}
      {rest.length > 0 && (
        <span className={classes.quiet} title={rest.map(tagWords).join("\n")}>
          {t("list.moreTags", { count: rest.length })}
        </span>
      )}
    </span>
  );
}

export function LabelList({ labels }: { labels: readonly string[] }) {
  return (
    <>
      {labels.map((label) => (
        <span key={label} className={classes.label}>
          {label}
        </span>
      ))}
    </>
  );
}
