/** What would become of each step if the draft was submitted now. Shapes and the question. */
import { server, type Schemas } from "../../api/server";
import type { SubmitBody } from "../api";

export type Plan = Schemas["SubmitPlan"];
export type PlannedNode = Schemas["PlannedNode"];
export type Decision = PlannedNode["decision"];
export type PlannedEnvironment = Schemas["PlannedEnvironment"];

export const askPlan = (body: SubmitBody, signal?: AbortSignal): Promise<Plan> =>
  server.post("jobs/plan", { body, signal });
