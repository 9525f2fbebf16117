/** One thing of the library: dragged to the canvas, or added with Enter or a double click. */
import { HoverCard } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Interface, Point } from "../graph/types";
import classes from "./designer.module.css";
import { useUi } from "./ui";

interface ItemProps {
  id: string;
  icon: Icon;
  title: string;
  under: string;
  mono?: boolean;
  tone?: "io";
  face?: Interface;
  /** `null`: wherever there is room. `over`: what was under the mouse. */
  onAdd: (at: Point | null, over?: { edge: string | null; node: string | null }) => void;
}

/** A mouse that has not gone this far clicks. */
const DRAG_FROM = 4;

function useDrag(onDrop: (x: number, y: number) => void) {
  const start = useRef<Point | null>(null);
  const [ghost, setGhost] = useState<Point | null>(null);
  const end = () => {
    start.current = null;
    setGhost(null);
  };
  return {
    ghost,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, y: event.clientY };
      },
      onPointerMove: ({ clientX, clientY }: PointerEvent) => {
        if (!start.current) return;
        const far = Math.hypot(clientX - start.current.x, clientY - start.current.y) > DRAG_FROM;
        if (far || ghost) setGhost({ x: clientX, y: clientY });
      },
      onPointerUp: ({ clientX, clientY }: PointerEvent) => {
        if (ghost) onDrop(clientX, clientY);
        end();
      },
      onPointerCancel: end,
    },
  };
}

function Preview({ face }: { face: Interface }) {
  const { t } = useTranslation("designer");
  const ports = (list: Interface["inputs"]) =>
    list.map((port) => `${port.name}: ${port.type}`).join("\n") || "–";
  return (
    <div className={classes.preview}>
      <strong>{face.display_name || face.name}</strong>
      {face.description && <p>{face.description}</p>}
      <dl>
        <dt>{t("library.previewInputs")}</dt>
        <dd>{ports(face.inputs)}</dd>
        <dt>{t("library.previewOutputs")}</dt>
        <dd>{ports(face.outputs)}</dd>
      </dl>
    </div>
  );
}

export function LibraryItem({ id, icon: ItemIcon, title, under, mono, tone, face, onAdd }: ItemProps) {
  const { t } = useTranslation("designer");
  const ui = useUi();
  const { ghost, handlers } = useDrag((x, y) => {
    const at = ui.canvas.current?.toGraph(x, y);
    if (!at) return;
    const edge = ui.canvas.current?.edgeAt(x, y) ?? null;
    onAdd({ x: at.x - 116, y: at.y - 23 }, { edge, node: ui.canvas.current?.nodeAt(x, y) ?? null });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    onAdd(null);
  };
  const item = (
    <button
      type="button"
      className={classes.item}
      data-tone={tone}
      data-testid={`library-item:${id}`}
      title={t("library.add", { name: title })}
      onDoubleClick={() => onAdd(null)}
      onKeyDown={onKeyDown}
      {...handlers}
    >
      <ItemIcon size={16} stroke={1.7} aria-hidden />
      <span className={classes.itemTitle}>{title}</span>
      <span className={mono ? classes.itemMono : classes.itemUnder}>{under}</span>
    </button>
  );
  return (
    <>
      {face ? (
        <HoverCard position="right-start" openDelay={500} width={280} disabled={ghost !== null} withinPortal>
          <HoverCard.Target>{item}</HoverCard.Target>
          <HoverCard.Dropdown>
            <Preview face={face} />
          </HoverCard.Dropdown>
        </HoverCard>
      ) : (
        item
      )}
      {ghost && (
        <div className={classes.ghost} style={{ left: ghost.x, top: ghost.y }} aria-hidden>
          {title}
        </div>
      )}
    </>
  );
}
