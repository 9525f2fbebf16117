/** Another version of a node's component: what changes in the interface, and what of this node would be lost. Pure. */
import { edgeId, findNode, interfaceOf, isParameter } from "./document";
import type { Edit } from "./edits";
import { compatibleTypes, portSpec } from "./ports";
import type { CanvasDoc, CanvasEdge, InputValue, Interface, Interfaces, PortSpec } from "./types";

export interface PortDiff {
  name: string;
  change: "added" | "removed" | "changed";
  before: PortSpec | null;
  after: PortSpec | null;
  /** A pipeline that worked may not work any more; `why` says by what. */
  breaking: boolean;
  why: Why | "";
}

export type Why = "removed" | "new_required" | "now_required" | "type" | "enum" | "range";

export interface InterfaceDiff {
  inputs: PortDiff[];
  outputs: PortDiff[];
}

/** What this node has and cannot keep. */
export type Loss =
  | { kind: "binding"; side: "inputs" | "outputs"; port: string; other: string; edge: CanvasEdge }
  | { kind: "value"; port: string; value: string }
  | { kind: "output"; port: string };

export interface UpgradePlan {
  node: string;
  before: Interface;
  after: Interface;
  diff: InterfaceDiff;
  losses: Loss[];
  /** Inputs that this node must be given afterwards. */
  needs: string[];
  edit: Edit;
}

const KEYS = ["type", "optional", "default", "min", "max", "enum", "description"] as const;
const same = (a: PortSpec, b: PortSpec) =>
  KEYS.every((key) => JSON.stringify(a[key] ?? null) === JSON.stringify(b[key] ?? null));
const needed = (port: PortSpec) => !port.optional && (port.default === undefined || port.default === null);

function breaksInput(before: PortSpec | null, after: PortSpec | null): Why | "" {
  if (!after) return "removed";
  if (!before) return needed(after) ? "new_required" : "";
  if (needed(after) && !needed(before)) return "now_required";
  if (!compatibleTypes(before.type, after.type).ok) return "type";
  const [old, now] = [before.enum?.length ? before.enum : null, after.enum?.length ? after.enum : null];
  if (now && !old?.every((one) => now.includes(one))) return "enum";
  const low = (after.min ?? -Infinity) > (before.min ?? -Infinity);
  const high = (after.max ?? Infinity) < (before.max ?? Infinity);
  return low || high ? "range" : "";
}

function breaksOutput(before: PortSpec | null, after: PortSpec | null): Why | "" {
  if (!after) return "removed";
  return before !== null && before.type !== after.type ? "type" : "";
}

function portDiffs(
  before: readonly PortSpec[],
  after: readonly PortSpec[],
  breaks: (before: PortSpec | null, after: PortSpec | null) => Why | "",
): PortDiff[] {
  const names = [...new Set([...before, ...after].map((port) => port.name))];
  return names.flatMap((name): PortDiff[] => {
    const [old, now] = [before, after].map((list) => list.find((port) => port.name === name) ?? null);
    if (old && now && same(old, now)) return [];
    const change = !old ? "added" : !now ? "removed" : "changed";
    const why = breaks(old ?? null, now ?? null);
    return [{ name, change, before: old ?? null, after: now ?? null, breaking: why !== "", why }];
  });
}

export const interfaceDiff = (before: Interface, after: Interface): InterfaceDiff => ({
  inputs: portDiffs(before.inputs, after.inputs, breaksInput),
  outputs: portDiffs(before.outputs, after.outputs, breaksOutput),
});

/** Does a value of the node's own still mean something on this port? */
function valueFits(value: InputValue, port: PortSpec): boolean {
  if ("data" in value) return !isParameter(port.type);
  if (!isParameter(port.type)) return typeof value.literal === "string";
  const { literal } = value;
  if (port.enum?.length) return port.enum.some((one) => String(one) === String(literal));
  if (literal === null || port.type === "string") return true;
  if (port.type === "boolean") return typeof literal === "boolean" || /^(true|false)$/i.test(String(literal));
  const number = typeof literal === "boolean" ? NaN : Number(literal);
  return port.type === "integer" ? Number.isInteger(number) : Number.isFinite(number);
}

function lostBindings(doc: CanvasDoc, components: Interfaces, name: string, after: Interface): Loss[] {
  return doc.edges.flatMap((edge): Loss[] => {
    if (edge.to.node === name) {
      const now = after.inputs.find((port) => port.name === edge.to.port);
      const from = portSpec(doc, components, edge.from, "from");
      if (now && (!from || compatibleTypes(from.type, now.type).ok)) return [];
      const other = edge.from.node === null ? edge.from.port : `${edge.from.node}.${edge.from.port}`;
      return [{ kind: "binding", side: "inputs", port: edge.to.port, other, edge }];
    }
    if (edge.from.node !== name) return [];
    const now = after.outputs.find((port) => port.name === edge.from.port);
    const to = portSpec(doc, components, edge.to, "to");
    if (now && (!to || compatibleTypes(now.type, to.type).ok)) return [];
    const other = edge.to.node === null ? edge.to.port : `${edge.to.node}.${edge.to.port}`;
    return [{ kind: "binding", side: "outputs", port: edge.from.port, other, edge }];
  });
}

const valueWords = (value: InputValue): string =>
  "literal" in value ? String(value.literal) : (value.data.path ?? value.data.type ?? "");

/** What it means to give this node another component; null when there is no such node. */
export function planUpgrade(
  doc: CanvasDoc,
  components: Interfaces,
  name: string,
  after: Interface,
): UpgradePlan | null {
  const node = findNode(doc, name);
  if (!node) return null;
  const known = typeof node.component === "string" ? components[node.component] : undefined;
  // What only the document knows (an unresolved component) is no promise of the old interface.
  const before = known ?? interfaceOf(node, components, doc.edges);
  const losses = lostBindings(doc, components, name, after);
  for (const [port, value] of Object.entries(node.inputs)) {
    const now = after.inputs.find((one) => one.name === port);
    if (!now || !valueFits(value, now)) losses.push({ kind: "value", port, value: valueWords(value) });
  }
  for (const port of Object.keys(node.outputs))
    if (!after.outputs.some((one) => one.name === port)) losses.push({ kind: "output", port });
  const bound = new Set([
    ...Object.keys(node.inputs),
    ...doc.edges.filter((edge) => edge.to.node === name).map((edge) => edge.to.port),
  ]);
  for (const loss of losses)
    if (loss.kind === "value" || (loss.kind === "binding" && loss.side === "inputs")) bound.delete(loss.port);
  const needs = after.inputs.filter((port) => needed(port) && !bound.has(port.name)).map((port) => port.name);
  const gone = (kind: Loss["kind"]) => losses.flatMap((loss) => (loss.kind === kind ? [loss.port] : []));
  return {
    node: name,
    before,
    after,
    diff: interfaceDiff(before, after),
    losses,
    needs,
    edit: {
      kind: "swapComponent",
      args: {
        node: name,
        component: after.ref,
        type: after.type || node.type,
        inputs: gone("value"),
        outputs: gone("output"),
        edges: losses.flatMap((loss) => (loss.kind === "binding" ? [loss.edge] : [])),
      },
    },
  };
}

export const lossKey = (loss: Loss): string =>
  loss.kind === "binding" ? edgeId(loss.edge) : `${loss.kind} ${loss.port}`;

const REGISTERED = /^azureml:([^:@/]+):([^:@]+)$/;

/** `azureml:train:1` -> train, 1. What has a label or a path follows by itself. */
export function pinned(component: unknown): { name: string; version: string } | null {
  const found = typeof component === "string" ? REGISTERED.exec(component) : null;
  return found ? { name: found[1]!, version: found[2]! } : null;
}

/** What the registry knows of a name. */
export interface Known {
  name: string;
  latest?: string | null;
  /** Newest first. */
  versions: readonly string[];
}

/** The latest version of a node's component when it is newer than the node's own. */
export function newerVersion(component: unknown, known: ReadonlyMap<string, Known>): string | null {
  const own = pinned(component);
  const entry = own && known.get(own.name);
  if (!own || !entry?.latest || entry.latest === own.version) return null;
  const [here, latest] = [entry.versions.indexOf(own.version), entry.versions.indexOf(entry.latest)];
  return here >= 0 && latest > here ? null : entry.latest;
}
