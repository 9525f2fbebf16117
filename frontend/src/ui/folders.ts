/** Folders of the user's machine as one zip each, made in the browser. Nothing is left out but what tools keep there. */

export interface PlacedFile {
  /** Relative to the folder, with slashes. */
  path: string;
  file: File;
}

const KEPT_BY_TOOLS = new Set([".git", "__pycache__", ".ipynb_checkpoints", "node_modules"]);

export const isWanted = ({ path }: Pick<PlacedFile, "path">): boolean =>
  !path.split("/").some((part) => KEPT_BY_TOOLS.has(part));

/** `project/src/a.py` of a chosen folder -> `src/a.py`, and the folder's name. */
export function placed(files: readonly File[]): { name: string; files: PlacedFile[] } {
  const name = files[0]?.webkitRelativePath.split("/")[0] || "folder";
  return {
    name,
    files: files
      .map((file) => ({ path: file.webkitRelativePath.split("/").slice(1).join("/") || file.name, file }))
      .filter(isWanted),
  };
}

/** Stored, not squeezed: it travels to this machine or near it. */
export async function zipOf(name: string, files: readonly PlacedFile[]): Promise<File> {
  const { zipSync } = await import("fflate");
  const entries: Record<string, Uint8Array> = {};
  for (const { path, file } of files) entries[path] = new Uint8Array(await file.arrayBuffer());
  return new File([zipSync(entries, { level: 0 }) as BlobPart], `${name}.zip`, { type: "application/zip" });
}

const readAll = (folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> => {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  // A reader hands out its entries in portions, until one is empty.
  const next = (): Promise<FileSystemEntry[]> =>
    new Promise((resolve, reject) =>
      reader.readEntries((some) => {
        found.push(...some);
        if (some.length === 0) resolve(found);
        else next().then(resolve, reject);
      }, reject),
    );
  return next();
};

async function filesIn(entry: FileSystemEntry, path: string): Promise<PlacedFile[]> {
  if (!isWanted({ path })) return [];
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path, file }];
  }
  const inside = await readAll(entry as FileSystemDirectoryEntry);
  const lists = await Promise.all(inside.map((one) => filesIn(one, path ? `${path}/${one.name}` : one.name)));
  return lists.flat();
}

/**
 * What was dropped, each folder as a zip. Must be called in the event itself: what was dropped is gone a moment later.
 */
export function dropped(data: DataTransfer): Promise<File[]> {
  const files = [...data.files];
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return Promise.resolve(files);
  const each = entries.map(async (entry): Promise<File[]> => {
    if (!entry) return [];
    const inside = await filesIn(entry, entry.isDirectory ? "" : entry.name);
    return entry.isDirectory ? [await zipOf(entry.name, inside)] : inside.map(({ file }) => file);
  });
  return Promise.all(each).then((lists) => lists.flat());
}
