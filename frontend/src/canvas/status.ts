/** Status word -> icon, colour token, i18n key. The one table graph, lists, timeline and charts read. */
import {
  IconAlertTriangle,
  IconCircle,
  IconCircleCheckFilled,
  IconCircleMinus,
  IconCircleXFilled,
  IconClock,
  IconLoader2,
  IconPackage,
  IconPlayerPause,
  IconRecycle,
  type Icon,
} from "@tabler/icons-react";

export const STATUSES = [
  "NotStarted",
  "Queued",
  "Preparing",
  "Starting",
  "Running",
  "Finalizing",
  "CancelRequested",
  "Canceled",
  "Completed",
  "Failed",
  "NotResponding",
  "Paused",
] as const;
export type Status = (typeof STATUSES)[number];

export interface StatusLook {
  icon: Icon;
  /** CSS custom property of theme/tokens.css; use as `var(look.color)`. */
  color: `--state-${string}`;
  /** Key in the i18n namespace `frame`. */
  key: `status.${string}`;
  /** Its icon turns, its card has the moving edge. */
  active: boolean;
  final: boolean;
}

const look = (
  icon: Icon,
  token: string,
  key: string,
  flags: { active?: true; final?: true } = {},
): StatusLook => ({
  icon,
  color: `--state-${token}`,
  key: `status.${key}`,
  active: flags.active ?? false,
  final: flags.final ?? false,
});

export const STATUS_LOOKS: Record<Status | "Reused", StatusLook> = {
  NotStarted: look(IconCircle, "notstarted", "NotStarted"),
  Queued: look(IconClock, "queued", "Queued"),
  Preparing: look(IconPackage, "preparing", "Preparing", { active: true }),
  Starting: look(IconLoader2, "running", "Starting", { active: true }),
  Running: look(IconLoader2, "running", "Running", { active: true }),
  Finalizing: look(IconLoader2, "running", "Finalizing", { active: true }),
  CancelRequested: look(IconCircleMinus, "canceled", "CancelRequested", { active: true }),
  Canceled: look(IconCircleMinus, "canceled", "Canceled", { final: true }),
  Completed: look(IconCircleCheckFilled, "completed", "Completed", { final: true }),
  Failed: look(IconCircleXFilled, "failed", "Failed", { final: true }),
  NotResponding: look(IconAlertTriangle, "notresponding", "NotResponding"),
  Paused: look(IconPlayerPause, "queued", "Paused"),
  Reused: look(IconRecycle, "completed", "Reused", { final: true }),
};

/** The look of a status word; a word this version does not know is drawn as NotStarted. */
export function statusLook(status: string, reused = false): StatusLook {
  if (reused && status === "Completed") return STATUS_LOOKS.Reused;
  return STATUS_LOOKS[status as Status] ?? STATUS_LOOKS.NotStarted;
}
