/** Finding components in the library. Pure. */
import type { Interface, Interfaces, NamedInterface } from "../graph/types";

export interface LibraryGroup {
  key: "own" | "registered";
  items: NamedInterface[];
}

/** A registered component, and which of its versions is the latest. */
export type Registered = NamedInterface & { latest?: string | null };

/** The draft's own component files first, then the registry, each name once in its latest version. */
export function groupComponents(registry: readonly Registered[], own: Interfaces): LibraryGroup[] {
  const files = Object.values(own).filter(
    (face) => !face.ref.startsWith("azureml:") && !face.ref.startsWith("inline:"),
  );
  const latest = new Map<string, NamedInterface>();
  for (const face of registry)
    if (!latest.has(face.name) || face.latest === face.version) latest.set(face.name, face);
  const ownItems = files.map((face) => ({ ...face, name: face.name || stem(face.ref) }));
  // The draft's own file is what its nodes mean by that name: the registered twin would only be a second one.
  for (const { name } of ownItems) latest.delete(name);
  const byName = (a: NamedInterface, b: NamedInterface) =>
    (a.display_name || a.name).localeCompare(b.display_name || b.name);
  return [
    { key: "own", items: ownItems.sort(byName) },
    { key: "registered", items: [...latest.values()].sort(byName) },
  ];
}

const stem = (ref: string) => (ref.split("/").pop() ?? ref).replace(/\.ya?ml$/, "");

/** Every word of the search is somewhere in the component's words. */
export function matching(face: Interface, search: string, tag: string | null): boolean {
  if (tag !== null && !tagWords(face).includes(tag)) return false;
  const text = [face.name, face.display_name, face.description, face.type, ...tagWords(face)]
    .join(" ")
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const tagWords = (face: Interface): string[] =>
  Object.entries(face.tags ?? {}).map(([key, value]) => (value ? `${key}: ${value}` : key));

/** Tags that tell components apart, most used first. */
export function tagsOf(groups: readonly LibraryGroup[], most = 8): string[] {
  const counts = new Map<string, number>();
  const faces = groups.flatMap((group) => group.items);
  for (const face of faces) for (const tag of tagWords(face)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count < faces.length)
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([tag]) => tag);
}
