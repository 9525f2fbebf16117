/** The graph view shared by the Designer and the Job page. Everything outside this folder imports from here. */
export { PipelineCanvas } from "./PipelineCanvas";
export { STATUSES, STATUS_LOOKS, statusLook, type Status, type StatusLook } from "./status";
export type {
  CanvasEditing,
  NodeStatusView,
  PlanMark,
  PipelineCanvasHandle,
  PipelineCanvasProps,
  UseNodeStatus,
} from "./types";
