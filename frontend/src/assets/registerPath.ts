/** Links to "register what lies at this address", and what such a registration says. Pure. */
import type { AssetKind } from "./types";

export type ByPath = Extract<AssetKind, "data" | "models">;

export interface PathForm {
  path: string;
  name: string;
  version: string;
  type: string;
  description: string;
}

/** Opens the dialog of the kind's list with this filled in; pages of jobs link here from an output. */
export function registerHref(
  kind: ByPath,
  { path, name, type }: { path: string; name?: string; type?: string },
): string {
  const params = new URLSearchParams({ register: path });
  if (name) params.set("name", name);
  if (type) params.set("type", type);
  return `/${kind}?${params.toString()}`;
}

const TYPES: Record<ByPath, readonly string[]> = {
  data: ["uri_file", "uri_folder", "mltable"],
  models: ["mlflow_model", "custom_model", "triton_model"],
};
export const typesOf = (kind: ByPath): readonly string[] => TYPES[kind];

/** `my data (1).csv` -> `my-data-1`: a name that can be used in an address. */
export function nameFrom(text: string): string {
  const last = (text.split(/[?#]/)[0] ?? "").split("/").filter(Boolean).at(-1);
  return (last ?? "")
    .replace(/\.(csv|tsv|parquet|jsonl?|zip|gz|txt)$/i, "")
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
}

/** What the type most likely is, from how the address ends. */
export function typeFrom(kind: ByPath, path: string): string {
  if (kind === "models") return "custom_model";
  const last = path.split(/[?#]/)[0]?.split("/").at(-1) ?? "";
  return /\.[A-Za-z0-9]{1,8}$/.test(last) ? "uri_file" : "uri_folder";
}

export function formFrom(kind: ByPath, params: URLSearchParams): PathForm {
  const path = params.get("register") ?? "";
  const type = params.get("type") ?? "";
  return {
    path,
    name: nameFrom(params.get("name") ?? path),
    version: "",
    type: typesOf(kind).includes(type) ? type : typeFrom(kind, path),
    description: "",
  };
}

/** A path of this machine: only the command line may name one. */
export const isLocal = (path: string): boolean =>
  /^(\/(?!\/)|~|\.{1,2}\/|file:|[A-Za-z]:[\\/])/.test(path.trim());

/** The command that registers a path of this machine. */
export function commandFor(kind: ByPath, form: PathForm): string {
  const word = kind === "data" ? "data" : "model";
  const name = form.name || "NAME";
  return `penstock ${word} create --name ${name}${form.version ? ` --version ${form.version}` : ""} --type ${form.type} --path ${form.path.trim()}`;
}

/** What is sent; null when something is missing. */
export function bodyOf(form: PathForm): Record<string, string> | null {
  const [path, name] = [form.path.trim(), form.name.trim()];
  if (!path || !/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name)) return null;
  return {
    name,
    path,
    type: form.type,
    ...(form.version.trim() ? { version: form.version.trim() } : {}),
    ...(form.description.trim() ? { description: form.description.trim() } : {}),
  };
}
