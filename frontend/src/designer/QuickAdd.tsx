/** Where an edge was dropped on empty canvas: the components that it could lead to. Also opened by key for a node. */
import { FocusTrap, Paper } from "@mantine/core";
import { useClickOutside } from "@mantine/hooks";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { kindIcon } from "../canvas/kinds";
import { type AddChoice, addChoices, grow } from "../graph/adding";
import { placeBeside } from "../graph/places";
import { freePlace } from "../graph/layout";
import { ChoiceList } from "./ChoiceList";
import classes from "./designer.module.css";
import { groupComponents } from "./librarySearch";
import { useDesigner, useDoc, useDraft } from "./store";
import { type QuickAddAt, useUi } from "./ui";
import { useLibrary } from "./useLibrary";

const WIDTH = 320;
const HEIGHT = 340;

const textOf = ({ end, face, port }: AddChoice) =>
  [end.ref.node ?? "", end.ref.port, face.display_name ?? "", face.name, face.ref, port.name].join(" ");

/** Kept whole inside of the window. */
function corner({ x, y }: { x: number; y: number }) {
  return {
    left: Math.max(8, Math.min(x, window.innerWidth - WIDTH - 8)),
    top: Math.max(8, Math.min(y, window.innerHeight - HEIGHT - 8)),
  };
}

export function QuickAdd({ open }: { open: QuickAddAt }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const doc = useDoc();
  const components = useDraft((state) => state.components);
  const library = useLibrary();
  const close = () => ui.openQuickAdd(null);
  const box = useClickOutside<HTMLDivElement>(close);
  const items = useMemo(() => {
    const faces = groupComponents(library.data ?? [], components).flatMap((group) => group.items);
    return addChoices(doc, components, open.ends, faces);
  }, [doc, components, library.data, open.ends]);
  const add = (choice: AddChoice) => {
    const { ref, side } = choice.end;
    const beside = side === "from" ? "right" : "left";
    const at = open.at
      ? freePlace(doc, { x: open.at.x - (side === "from" ? 0 : 232), y: open.at.y - 60 })
      : placeBeside(doc, components, ref.node ?? open.item, beside);
    const { name, edits } = grow(doc, choice, at);
    designer.learn(choice.face);
    designer.edit(edits);
    designer.select([name]);
    designer.say("said.added", { name });
    close();
    window.setTimeout(() => ui.canvas.current?.focus(name), 50);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
    ui.canvas.current?.focus(open.item);
  };
  const many = open.ends.length > 1;
  return (
    <FocusTrap>
      <Paper
        ref={box}
        className={classes.quickAdd}
        style={{ ...corner(open.client), width: WIDTH }}
        withBorder
        shadow="md"
        role="dialog"
        aria-label={t("quickAdd.title")}
        data-testid="quick-add"
        onKeyDown={onKeyDown}
      >
        <ChoiceList
          items={items}
          textOf={textOf}
          onChoose={add}
          title={t("quickAdd.title")}
          search={t("quickAdd.search")}
          nothing={t(library.isPending ? "library.loading" : "quickAdd.nothing")}
          testId="quick-add"
          render={({ end, face, port }) => {
            const Kind = kindIcon(face.type);
            return (
              <>
                <Kind size={15} stroke={1.7} aria-hidden />
                <span className={classes.quickName}>{face.display_name || face.name}</span>
                <span className={classes.faint}>
                  {many ? `${end.ref.port} ${end.side === "from" ? "→" : "←"} ${port.name}` : port.name}
                </span>
              </>
            );
          }}
        />
      </Paper>
    </FocusTrap>
  );
}
