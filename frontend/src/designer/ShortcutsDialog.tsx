/** Everything the keyboard can do here, made from the command list. */
import { Kbd, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Command } from "../app/commands";
import { keyNames } from "../app/shortcuts";
import classes from "./designer.module.css";
import { useUi } from "./ui";

const ON_CANVAS = [
  ["tab", "Tab"],
  ["space", "Space"],
  ["enter", "Enter"],
  ["arrows", "← → ↑ ↓"],
  ["altArrows", "Alt ← → ↑ ↓"],
  ["library", "Enter"],
] as const;

export function ShortcutsDialog({ commands }: { commands: readonly Command[] }) {
  const { t } = useTranslation("designer");
  const ui = useUi();
  return (
    <Modal
      opened
      onClose={() => ui.openDialog(null)}
      title={t("shortcuts.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <dl className={classes.shortcuts}>
        {commands.map(
          ({ id, label, keys }) =>
            keys && (
              <div key={id}>
                <dt>{label}</dt>
                <dd>
                  {keys.map((one) => (
                    <Kbd key={one} size="xs">
                      {keyNames(one).join(" ")}
                    </Kbd>
                  ))}
                </dd>
              </div>
            ),
        )}
        {ON_CANVAS.map(([id, keys]) => (
          <div key={id}>
            <dt>{t(`shortcuts.${id}`)}</dt>
            <dd>
              <Kbd size="xs">{keys}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
