/** How one interface differs from another: what goes, changes and comes. A breaking change has a sign and a word. */
import { IconAlertTriangle, IconMinus, IconPencil, IconPlus, type Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./assets.module.css";
import { inOrder, keyChanges, portWords } from "./changes";
import type { Change, PortChange } from "./types";

const SIGNS: Record<Change, Icon> = { added: IconPlus, removed: IconMinus, changed: IconPencil };

function Row({ change }: { change: PortChange }) {
  const { t } = useTranslation("assets");
  const Sign = SIGNS[change.change];
  const optional = t("components.optional");
  return (
    <li
      className={classes.change}
      data-change={change.change}
      data-breaking={change.breaking}
      data-testid={`change:${change.name}`}
    >
      <span className={classes.changeKind}>
        <Sign size={13} aria-hidden /> {t(`diff.${change.change}`)}
      </span>
      <code className={classes.changeName}>{change.name}</code>
      <span className={classes.changeWhat}>
        {change.change === "added" && <code>{portWords(change.after, optional)}</code>}
        {change.change === "removed" && <code>{portWords(change.before, optional)}</code>}
        {change.change === "changed" &&
          keyChanges(change).map(({ key, before, after }) => (
            <span key={key} className={classes.keyChange}>
              {key}: <del>{before || t("diff.nothing")}</del> → <ins>{after || t("diff.nothing")}</ins>
            </span>
          ))}
      </span>
      {change.breaking && (
        <span className={classes.breaking}>
          <IconAlertTriangle size={13} aria-hidden /> {t("diff.breaking")}
        </span>
      )}
      {change.why && <span className={classes.why}>{t(`diff.why.${change.why}`)}</span>}
    </li>
  );
}

export function InterfaceChanges({
  inputs,
  outputs,
}: {
  inputs: readonly PortChange[];
  outputs: readonly PortChange[];
}) {
  const { t } = useTranslation("assets");
  return (
    <div data-testid="diff-interface">
      {[["inputs", inputs] as const, ["outputs", outputs] as const].map(
        ([side, changes]) =>
          changes.length > 0 && (
            <section key={side}>
              <h3 className={classes.smallHeading}>{t(`components.${side}`)}</h3>
              <ul className={classes.changes}>
                {inOrder(changes).map((change) => (
                  <Row key={change.name} change={change} />
                ))}
              </ul>
            </section>
          ),
      )}
      {inputs.length + outputs.length === 0 && <p className={classes.none}>{t("diff.sameInterface")}</p>}
    </div>
  );
}
