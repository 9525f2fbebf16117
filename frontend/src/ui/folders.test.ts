import { unzipSync } from "fflate";
import { expect, it } from "vitest";
import { isWanted, placed, zipOf } from "./folders";

const file = (path: string, text = "") => {
  const made = new File([text], path.split("/").pop()!);
  Object.defineProperty(made, "webkitRelativePath", { value: path });
  return made;
};

it("a chosen folder is its files, without the folder's own name and what tools keep", () => {
  const { name, files } = placed([
    file("train/component.yml"),
    file("train/src/a.py"),
    file("train/.git/HEAD"),
  ]);
  expect(name).toBe("train");
  expect(files.map((one) => one.path)).toEqual(["component.yml", "src/a.py"]);
});

it("a file of the user's that only looks like a tool's stays", () => {
  expect(isWanted({ path: "src/.gitignore" })).toBe(true);
  expect(isWanted({ path: "src/__pycache__/a.pyc" })).toBe(false);
});

it("a folder becomes a zip with the same bytes", async () => {
  const zip = await zipOf("train", placed([file("train/src/a.py", "print(1)\n")]).files);
  expect(zip.name).toBe("train.zip");
  const inside = unzipSync(new Uint8Array(await zip.arrayBuffer()));
  expect(new TextDecoder().decode(inside["src/a.py"])).toBe("print(1)\n");
});
