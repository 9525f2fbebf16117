/** Moves a row of a table that is read from the top, or takes it out. */
import { ActionIcon } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./settings.module.css";

interface RowToolsProps {
  /** What the row is called, for who hears the buttons. */
  name: string;
  first: boolean;
  last: boolean;
  onMove?: (by: -1 | 1) => void;
  onRemove: () => void;
}

export function RowTools({ name, first, last, onMove, onRemove }: RowToolsProps) {
  const { t } = useTranslation("settings");
  return (
    <span className={classes.tools}>
      {onMove && (
        <>
          <ActionIcon
            size="sm"
            disabled={first}
            aria-label={t("moveUp", { name })}
            onClick={() => onMove(-1)}
          >
            <IconArrowUp size={15} aria-hidden />
          </ActionIcon>
          <ActionIcon
            size="sm"
            disabled={last}
            aria-label={t("moveDown", { name })}
            onClick={() => onMove(1)}
          >
            <IconArrowDown size={15} aria-hidden />
          </ActionIcon>
        </>
      )}
      <ActionIcon size="sm" aria-label={t("remove", { name })} onClick={onRemove}>
        <IconTrash size={15} aria-hidden />
      </ActionIcon>
    </span>
  );
}
