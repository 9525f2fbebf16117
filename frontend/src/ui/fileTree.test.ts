import { expect, it } from "vitest";
import { fileTree, type TreeItem } from "./fileTree";

const shape = (items: TreeItem[]): unknown[] =>
  items.map((item) => (item.kind === "file" ? item.name : { [item.name]: shape(item.children) }));

it("paths become folders and files, folders first", () => {
  const files = ["train.py", "lib/b.py", "lib/a.py", "README.md"].map((path) => ({ path, size: 1 }));
  expect(shape(fileTree(files))).toEqual([{ lib: ["a.py", "b.py"] }, "README.md", "train.py"]);
});

it("a chain of folders is one line", () => {
  expect(shape(fileTree([{ path: "a/b/c.txt", size: 1 }]))).toEqual([{ "a/b": ["c.txt"] }]);
});
