/** Zoom, fit and the small map. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconFocusCentered, IconMap, IconMinus, IconPlus } from "@tabler/icons-react";
import { MiniMap, Panel, useReactFlow, useStore } from "@xyflow/react";
import type { MiniMapNodeProps, ReactFlowState } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { useRemembered } from "../app/remembered";
import classes from "./canvas.module.css";
import { useCanvas } from "./context";
import { statusLook } from "./status";

function MapNode({ id, x, y, width, height }: MiniMapNodeProps) {
  const { useStatus } = useCanvas();
  const status = useStatus(id);
  const fill = status ? `var(${statusLook(status.status, status.reused).color})` : "var(--line-strong)";
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      rx={6}
      fill={id.includes(":") ? "var(--io-line)" : fill}
    />
  );
}

/** On a smaller canvas the map would lie on the controls and the graph. */
const MAP_FROM = { width: 480, height: 300 };

/** Is some of the graph out of sight? Only then the map is worth the room it takes from the graph. */
function exceeds({ transform: [x, y, zoom], width, height, nodeLookup }: ReactFlowState): boolean {
  if (width < MAP_FROM.width || height < MAP_FROM.height) return false;
  for (const { position, measured } of nodeLookup.values()) {
    const left = position.x * zoom + x;
    const top = position.y * zoom + y;
    const right = left + (measured.width ?? 0) * zoom;
    const bottom = top + (measured.height ?? 0) * zoom;
    if (left < 0 || top < 0 || right > width || bottom > height) return true;
  }
  return false;
}

/** Room on every side, below for the controls as well. */
export const FIT = {
  padding: { top: "28px", left: "28px", right: "28px", bottom: "56px" },
  maxZoom: 1,
  duration: 0,
} as const;

export function Controls() {
  const { t } = useTranslation("frame");
  const flow = useReactFlow();
  const zoom = useStore((store) => store.transform[2]);
  const isPartial = useStore(exceeds);
  const [map, setMap] = useRemembered("canvas.map", true);
  const items = [
    { key: "zoomOut", icon: IconMinus, run: () => void flow.zoomOut() },
    { key: "zoomIn", icon: IconPlus, run: () => void flow.zoomIn() },
    { key: "fit", icon: IconFocusCentered, run: () => void flow.fitView(FIT) },
    { key: "map", icon: IconMap, run: () => setMap(!map), pressed: map },
  ];
  return (
    <>
      <Panel position="bottom-left" className={classes.controls}>
        {items.map(({ key, icon: Icon, run, pressed }, index) => (
          <span key={key} style={{ display: "contents" }}>
            {index === 1 && <span className={classes.zoom}>{Math.round(zoom * 100)}%</span>}
            <Tooltip label={t(`canvas.${key}`)}>
              <ActionIcon size={26} onClick={run} aria-label={t(`canvas.${key}`)} aria-pressed={pressed}>
                <Icon size={15} stroke={1.8} />
              </ActionIcon>
            </Tooltip>
          </span>
        ))}
      </Panel>
      {map && isPartial && (
        <MiniMap
          className={classes.map}
          position="bottom-right"
          nodeComponent={MapNode}
          bgColor="var(--surface)"
          maskColor="color-mix(in srgb, var(--bg) 70%, transparent)"
          pannable
          zoomable
          ariaLabel={t("canvas.map")}
        />
      )}
    </>
  );
}
