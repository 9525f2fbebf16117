// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { startI18n } from "../../i18n";
import { freshNode } from "../live/reduce";
import type { NodeState } from "../live/types";
import { Outline } from "./Outline";

beforeAll(() => {
  startI18n("en");
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, get: () => 400 });
  Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, get: () => 240 });
  HTMLElement.prototype.scrollTo ??= () => undefined;
});
afterEach(cleanup);

const nodes: Record<string, NodeState> = {
  prep: { ...freshNode("command"), status: "Completed" },
  sub: { ...freshNode("pipeline"), status: "Running" },
  "sub/train": { ...freshNode("command"), status: "Failed" },
};

function show(all: Record<string, NodeState> = nodes) {
  const heard = { onSelect: vi.fn(), onOpen: vi.fn(), onFilter: vi.fn() };
  render(
    <MantineProvider>
      <Outline nodes={all} selected={null} filter={null} {...heard} />
    </MantineProvider>,
  );
  return { ...heard, tree: screen.getByRole("tree") };
}

const rows = () => screen.getAllByRole("treeitem").map((row) => row.title);

it("the outline is walked, folded and opened with the keyboard", () => {
  const { tree, onOpen, onSelect } = show();
  expect(rows()).toEqual(["prep", "sub", "sub/train"]);
  act(() => tree.focus());
  const press = (key: string) => fireEvent.keyDown(tree, { key });
  press("ArrowDown");
  press("ArrowLeft");
  expect(rows()).toEqual(["prep", "sub"]);
  press("ArrowRight");
  press("ArrowDown");
  press("Enter");
  expect(onOpen).toHaveBeenCalledWith("sub/train");
  press("ArrowLeft");
  press(" ");
  expect(onSelect).toHaveBeenCalledWith("sub");
});

it("a search leaves what matches and the way to it", async () => {
  show();
  await userEvent.type(screen.getByLabelText("Find a node"), "tra");
  expect(rows()).toEqual(["sub", "sub/train"]);
});

it("of thousands of nodes only those in view are in the page", () => {
  show(Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`n${n}`, freshNode("command")])));
  expect(screen.getAllByRole("treeitem").length).toBeLessThan(60);
});
