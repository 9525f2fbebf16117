/** How the charts of metrics are drawn: against what, on which scale, how calm, and which of them. */
import { SegmentedControl, Slider, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useRemembered } from "../../app/remembered";
import type { Axis } from "./charts";
import classes from "./metrics.module.css";

export interface Drawing {
  axis: Axis;
  log: boolean;
  smoothing: number;
}

const PLAIN: Drawing = { axis: "step", log: false, smoothing: 0 };

export const useDrawing = () => useRemembered<Drawing>("metrics.drawing", PLAIN);

interface ControlsProps {
  drawing: Drawing;
  onDrawing: (drawing: Drawing) => void;
  search: string;
  onSearch: (search: string) => void;
  /** With a few metrics there is nothing to search. */
  many: boolean;
}

export function Controls({ drawing, onDrawing, search, onSearch, many }: ControlsProps) {
  const { t } = useTranslation("jobs");
  return (
    <div className={classes.controls} role="group" aria-label={t("metrics.controls")}>
      {many && (
        <TextInput
          className={classes.search}
          aria-label={t("metrics.search")}
          placeholder={t("metrics.search")}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => onSearch(event.currentTarget.value)}
        />
      )}
      <SegmentedControl
        size="xs"
        aria-label={t("metrics.axis")}
        value={drawing.axis}
        onChange={(axis) => onDrawing({ ...drawing, axis: axis as Axis })}
        data={[
          { value: "step", label: t("metrics.step") },
          { value: "time", label: t("metrics.time") },
        ]}
      />
      <label className={classes.control}>
        <input
          type="checkbox"
          data-testid="metrics:log-scale"
          checked={drawing.log}
          onChange={(event) => onDrawing({ ...drawing, log: event.currentTarget.checked })}
        />
        {t("metrics.log")}
      </label>
      <span className={classes.control}>
        <span id="metrics-smoothing">{t("metrics.smoothing")}</span>
        <Slider
          w={90}
          size="xs"
          min={0}
          max={0.98}
          step={0.02}
          label={null}
          thumbProps={{ "aria-labelledby": "metrics-smoothing" }}
          data-keys="own"
          data-testid="metrics:smoothing"
          value={drawing.smoothing}
          onChange={(smoothing) => onDrawing({ ...drawing, smoothing })}
        />
        <span className={`num ${classes.amount}`}>{drawing.smoothing.toFixed(2)}</span>
      </span>
    </div>
  );
}
