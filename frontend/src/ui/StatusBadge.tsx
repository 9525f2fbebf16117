/** A status as icon, word and colour together; `data-status` is the English word whatever the language. */
import { useTranslation } from "react-i18next";
import { statusLook } from "../canvas";
import classes from "./ui.module.css";

interface StatusBadgeProps {
  status: string;
  reused?: boolean;
  /** Icon only; the word is still there for a screen reader and on hover. */
  compact?: boolean;
  /** Something that was so once: nothing turns. */
  still?: boolean;
  testId?: string;
}

export function StatusBadge({
  status,
  reused = false,
  compact = false,
  still = false,
  testId,
}: StatusBadgeProps) {
  const { t } = useTranslation("frame");
  const look = statusLook(status, reused);
  const word = t(look.key);
  const Icon = look.icon;
  return (
    <span
      className={classes.status}
      style={{ color: `var(${look.color})` }}
      data-status={status}
      data-testid={testId}
      title={compact ? word : undefined}
    >
      <Icon size={15} className={look.active && !still ? classes.turning : undefined} aria-hidden />
      <span className={compact ? "visually-hidden" : undefined}>{word}</span>
    </span>
  );
}
