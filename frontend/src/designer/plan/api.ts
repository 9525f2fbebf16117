/** What would become of each step if the draft was submitted now. Shapes and the question. */
import { send } from "../../api/client";
import type { SubmitBody } from "../api";

export type Decision = "reuse" | "run" | "after";

export interface PlannedNode {
  path: string;
  /** `after`: it depends on a step that will run, so nothing can be known yet. */
  decision: Decision;
  why: string;
  sentence: string;
  /** Parts of its key that differ from the nearest earlier run. */
  differs: string[];
  origin: { job: string; root?: string; path: string; href?: string } | null;
}

export interface PlannedEnvironment {
  name: string;
  state: "ready" | "build";
}

export interface Plan {
  nodes: PlannedNode[];
  environments: PlannedEnvironment[];
  totals: Record<Decision, number>;
}

export async function askPlan(body: SubmitBody, signal?: AbortSignal): Promise<Plan> {
  const response = await send("POST", "jobs/plan", { body, ...(signal ? { signal } : {}) });
  return (await response.json()) as Plan;
}
