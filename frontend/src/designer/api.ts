/** What the Designer asks the server. */
import { send } from "../api/client";
import { type Answer, routePath, type Schemas, server } from "../api/server";
import type { CanvasDoc } from "../graph/types";

export type Draft = Answer<"get", "drafts/{draft_id}">;
export type DraftItem = Schemas["DraftItem"];
export type RegistryItem = Schemas["ComponentItem"];
export type SubmitBody = Schemas["Submit"];

const form = (entries: Record<string, string | Blob>): FormData => {
  const data = new FormData();
  for (const [key, value] of Object.entries(entries)) data.append(key, value);
  return data;
};

const one = (draft_id: string) => ({ path: { draft_id } });

export const designerApi = {
  list: (signal?: AbortSignal) => server.get("drafts", { signal }),
  get: (id: string, signal?: AbortSignal) => server.get("drafts/{draft_id}", { ...one(id), signal }),
  create: (body: { name?: string; canvas?: CanvasDoc; copy?: string }) => server.post("drafts", { body }),
  save: (id: string, canvas: CanvasDoc, revision: number, keepalive = false) =>
    server.put("drafts/{draft_id}", { ...one(id), body: { canvas, revision }, keepalive }),
  rename: (id: string, name: string) => server.patch("drafts/{draft_id}", { ...one(id), body: { name } }),
  remove: (id: string) => server.delete("drafts/{draft_id}", one(id)),
  importNew: (file: File) => server.post("drafts/import", { body: form({ file }) }),
  importInto: (file: File, id: string, revision: number) =>
    server.post("drafts/import", { body: form({ file, draft: id, revision: String(revision) }) }),
  subCanvas: (id: string, path: string, signal?: AbortSignal) =>
    server.get("drafts/{draft_id}/canvas", { ...one(id), query: { path }, signal }),
  components: (query: { after?: string | null; limit?: number }, signal?: AbortSignal) =>
    server.get("components", { query, signal }),
  submit: (body: SubmitBody) => server.post("jobs", { body }),
};

export type ExportForm = "yaml" | "zip" | "canvas";

/** Downloads under the name that the server gives the file. */
export async function downloadExport(id: string, as: ExportForm): Promise<void> {
  const response = await send("GET", routePath("drafts/{draft_id}/export", { draft_id: id }), {
    query: { as },
  });
  const name =
    /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? `pipeline.${as}`;
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the bytes by the next turn of the loop, not before.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
