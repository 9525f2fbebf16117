/** Charts load with the page that shows them, not with the product. */
import { lazy } from "react";
export const LineChart = lazy(() => import("./LineChart"));
export type { ChartLine, LineChartProps } from "./LineChart";
export { extremes, formatSeconds, formatValue, rates, smooth, type Line } from "./series";
