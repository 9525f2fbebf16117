/** One look for pages without content: an icon, a title, words, what to do next. */
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./EmptyPage.module.css";

export function EmptyPage({
  icon: IconOf,
  title,
  children,
}: {
  icon: Icon;
  title: string;
  children: ReactNode;
}) {
  return (
    <div className={classes.page}>
      <IconOf size={28} stroke={1.4} className={classes.icon} aria-hidden />
      <h1 className={classes.title}>{title}</h1>
      <div className={classes.words}>{children}</div>
    </div>
  );
}
