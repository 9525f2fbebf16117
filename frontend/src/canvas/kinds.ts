/** Kinds of nodes and types of ports -> icons. */
import {
  IconAbc,
  IconAdjustmentsHorizontal,
  IconBrain,
  IconFile,
  IconFolder,
  IconGitFork,
  IconHash,
  IconStack2,
  IconTable,
  IconTerminal2,
  IconToggleLeft,
  IconTopologyStar3,
  type Icon,
} from "@tabler/icons-react";

const KINDS: Record<string, Icon> = {
  command: IconTerminal2,
  pipeline: IconTopologyStar3,
  sweep: IconAdjustmentsHorizontal,
  parallel: IconStack2,
  if_else: IconGitFork,
};
export const kindIcon = (type: string): Icon => KINDS[type] ?? IconTerminal2;

export type PortShape = "file" | "folder" | "table" | "model" | "parameter";

export function portShape(type: string): PortShape {
  if (type === "uri_file") return "file";
  if (type === "mltable") return "table";
  if (type.endsWith("_model")) return "model";
  return ["string", "integer", "number", "boolean"].includes(type) ? "parameter" : "folder";
}

const TYPES: Record<string, Icon> = {
  uri_file: IconFile,
  mltable: IconTable,
  string: IconAbc,
  integer: IconHash,
  number: IconHash,
  boolean: IconToggleLeft,
};
export const typeIcon = (type: string): Icon =>
  TYPES[type] ?? (type.endsWith("_model") ? IconBrain : IconFolder);
