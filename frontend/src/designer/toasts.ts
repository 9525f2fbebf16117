/** Short words about what happened elsewhere; longer when somebody has to do something about it. */
import { notifications } from "@mantine/notifications";
import { ApiError } from "../api/client";
import { i18next } from "../i18n";

export function tell(message: string, title?: string): void {
  notifications.show({ message, title, color: "river" });
}

export function warn(message: string, title?: string): void {
  notifications.show({ message, title, color: "red", autoClose: 10_000 });
}

/** An error of the server as one message: what, why, and the first problems. */
export function tellError(title: string, error: unknown): void {
  if (!(error instanceof ApiError)) {
    warn(error instanceof Error ? error.message : String(error), title);
    return;
  }
  if (error.unreachable && error.status === 0) {
    warn(i18next.t("designer:away.short"), title);
    return;
  }
  const lines = error.problems.slice(0, 4).map(({ file, line, message, hint }) => {
    const place = line ? `${file}:${line} ` : "";
    return place + message + (hint ? ` (${hint})` : "");
  });
  const words = lines.length > 0 ? lines : [[error.message, error.hint].filter(Boolean).join(" ")];
  warn(words.join("\n"), title);
}
