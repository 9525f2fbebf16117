/**
 * What an imported file was translated from. The draft holds today's text, so only the import itself can tell; it is
 * kept in this browser until it is put away.
 */
import { recall, remember } from "../app/remembered";
import type { Problem } from "../graph/types";
import { isTranslated } from "./problemList";

const key = (draft: string) => `draft.report.${draft}`;

export const recallReport = (draft: string): Problem[] => recall<Problem[]>(key(draft), []);

/** Takes the translations out of what an import said; an import without any clears what was kept. */
export function keepReport(draft: string, problems: readonly Problem[]): Problem[] {
  const report = problems.filter(isTranslated);
  remember(key(draft), report.length > 0 ? report : undefined);
  return report;
}
