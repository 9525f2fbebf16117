/** A flat list of paths as folders and files. Pure. */
export interface TreeFile {
  kind: "file";
  name: string;
  path: string;
  size: number;
}
export interface TreeFolder {
  kind: "folder";
  name: string;
  path: string;
  children: TreeItem[];
}
export type TreeItem = TreeFile | TreeFolder;

/** Folders first, each level by name; a folder that holds only a folder is joined with it. */
export function fileTree(files: readonly { path: string; size: number }[]): TreeItem[] {
  const root: TreeFolder = { kind: "folder", name: "", path: "", children: [] };
  const folders = new Map<string, TreeFolder>([["", root]]);
  const folderAt = (path: string): TreeFolder => {
    const known = folders.get(path);
    if (known) return known;
    const cut = path.lastIndexOf("/");
    const made: TreeFolder = { kind: "folder", name: path.slice(cut + 1), path, children: [] };
    folders.set(path, made);
    folderAt(cut < 0 ? "" : path.slice(0, cut)).children.push(made);
    return made;
  };
  for (const { path, size } of files) {
    const cut = path.lastIndexOf("/");
    const parent = folderAt(cut < 0 ? "" : path.slice(0, cut));
    parent.children.push({ kind: "file", name: path.slice(cut + 1), path, size });
  }
  return settle(root.children);
}

function settle(items: TreeItem[]): TreeItem[] {
  const joined = items.map((item): TreeItem => {
    if (item.kind === "file") return item;
    let folder = item;
    while (folder.children.length === 1 && folder.children[0]?.kind === "folder") {
      const only = folder.children[0];
      folder = { ...only, name: `${folder.name}/${only.name}` };
    }
    return { ...folder, children: settle(folder.children) };
  });
  const order = (item: TreeItem) => (item.kind === "folder" ? 0 : 1);
  return joined.sort((a, b) => order(a) - order(b) || a.name.localeCompare(b.name));
}
