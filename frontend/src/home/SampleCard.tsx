/** A sample pipeline as a card: its graph in small, what it is, and two ways to begin. */
import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { CanvasDoc } from "../graph/types";
import type { Sample, SampleActions } from "./api";
import classes from "./home.module.css";
import { BOX, picture } from "./picture";

export function MiniGraph({ canvas }: { canvas: CanvasDoc }) {
  const drawn = useMemo(() => picture(canvas), [canvas]);
  return (
    <svg
      className={classes.picture}
      viewBox={`0 0 ${drawn.width} ${drawn.height}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden
      focusable="false"
    >
      {drawn.lines.map((line) => (
        <path key={line} d={line} className={classes.line} />
      ))}
      {drawn.boxes.map((box) => (
        <rect
          key={box.name}
          x={box.x}
          y={box.y}
          width={BOX.width}
          height={BOX.height}
          rx={2}
          className={classes.box}
        />
      ))}
    </svg>
  );
}

export function SampleCard({ sample, actions }: { sample: Sample; actions: SampleActions }) {
  const { t } = useTranslation("pages");
  const title = `sample:${sample.name}`;
  return (
    <article className={classes.card} aria-labelledby={title} data-testid={title}>
      <div className={classes.frame}>
        <MiniGraph canvas={sample.canvas} />
      </div>
      <h3 id={title} className={classes.cardTitle}>
        {sample.title}
      </h3>
      <p className={classes.cardText}>{sample.description}</p>
      <div className={classes.cardFoot}>
        <span className={classes.dim}>{t("home.nodes", { count: sample.nodes })}</span>
        <Button
          variant="default"
          aria-label={t("home.openNamed", { name: sample.title })}
          loading={actions.open.isPending && actions.open.variables === sample.name}
          disabled={actions.busy}
          onClick={() => actions.open.mutate(sample.name)}
        >
          {t("home.open")}
        </Button>
        <Button
          aria-label={t("home.runNamed", { name: sample.title })}
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          loading={actions.run.isPending && actions.run.variables === sample.name}
          disabled={actions.busy}
          onClick={() => actions.run.mutate(sample.name)}
        >
          {t("home.run")}
        </Button>
      </div>
    </article>
  );
}
