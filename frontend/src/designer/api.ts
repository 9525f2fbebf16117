/** What the Designer asks the server. */
import { api, send } from "../api/client";
import type { CanvasDoc, Interface, Interfaces, Literal, Problem } from "../graph/types";

export interface Draft {
  id: string;
  name: string;
  revision: number;
  updated: string;
  canvas: CanvasDoc;
  components: Interfaces;
  problems: Problem[];
  yaml: string;
  files: string[];
}

export interface DraftItem {
  id: string;
  name: string;
  updated: string;
  revision: number;
  nodes: number;
  last_job?: { name: string; status: string } | null;
}

export interface RegistryItem extends Interface {
  created?: string;
  versions?: string[];
  latest?: boolean;
}

export interface SubmitBody {
  draft: string;
  experiment_name?: string;
  display_name?: string;
  description?: string;
  inputs?: Record<string, Literal>;
  force_rerun?: boolean;
}

const form = (entries: Record<string, string | Blob>): FormData => {
  const data = new FormData();
  for (const [key, value] of Object.entries(entries)) data.append(key, value);
  return data;
};

export const designerApi = {
  list: (signal?: AbortSignal) => api.get<{ items: DraftItem[] }>("drafts", {}, signal),
  get: (id: string, signal?: AbortSignal) => api.get<Draft>(`drafts/${id}`, {}, signal),
  create: (body: { name?: string; canvas?: CanvasDoc; copy?: string }) => api.post<Draft>("drafts", body),
  save: (id: string, canvas: CanvasDoc, revision: number, keepalive = false) =>
    api.put<Draft>(`drafts/${id}`, { canvas, revision }, { keepalive }),
  rename: (id: string, name: string) => api.patch<Draft>(`drafts/${id}`, { name }),
  remove: (id: string) => api.delete(`drafts/${id}`),
  importNew: (file: File) => api.post<Draft>("drafts/import", form({ file })),
  importInto: (file: File, id: string, revision: number) =>
    api.post<Draft>("drafts/import", form({ file, draft: id, revision: String(revision) })),
  subCanvas: (id: string, path: string, signal?: AbortSignal) =>
    api.get<{ canvas: CanvasDoc; components: Interfaces }>(`drafts/${id}/canvas`, { path }, signal),
  components: (signal?: AbortSignal) => api.get<{ items: RegistryItem[] }>("components", {}, signal),
  register: (files: readonly File[]) => {
    const data = new FormData();
    files.forEach((file) => data.append("file", file));
    return api.post<RegistryItem>("components", data);
  },
  submit: (body: SubmitBody) => api.post<{ name: string }>("jobs", body),
};

export type ExportForm = "yaml" | "zip" | "canvas";

/** Downloads under the name that the server gives the file. */
export async function downloadExport(id: string, as: ExportForm): Promise<void> {
  const response = await send("GET", `drafts/${id}/export`, { query: { as } });
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
