// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { startI18n } from "../../i18n";
import type { Explanation } from "./explain";
import { ReusePanel } from "./ReusePanel";

beforeAll(() => startI18n("en"));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const FILE = {
  path: "src/train.py",
  change: "changed",
  diff: "--- a\n+++ b\n@@ -1 +1 @@\n-rate = 1\n+rate = 2\n",
} as const;
const parts = [
  { part: "code", same: false, mine: "a".repeat(64), theirs: "b".repeat(64) },
  { part: "inputs.rate", same: false, mine: "0.2", theirs: "0.1" },
  { part: "command", same: true, mine: "x", theirs: "x" },
];

it("a step that ran names the field that differed, with both values and the diff of the file", async () => {
  const told: Explanation = {
    decision: "ran",
    why: "differs",
    sentence: "Ran because rate changed.",
    origin: null,
    compared_with: { job: "old.train", root: "old", path: "train" },
    rows: parts,
    files: [FILE],
    steps: [],
  };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(told)));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <ReusePanel
          job="new"
          path="train"
          version="Completed:1"
          reuse={{
            decision: "ran",
            reason: "Ran because rate changed.",
            why: "differs",
            origin: null,
            origin_deleted: false,
            compared_with: { job: "old", path: "train", href: "/jobs/old?node=train" },
            parts,
          }}
        />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  expect(screen.getByRole("link", { name: "train of old" }).getAttribute("href")).toBe(
    "/jobs/old?node=train",
  );
  const changed = await screen.findByTestId("differs:inputs.rate");
  expect(changed.textContent).toBe("Input · rateBefore: 0.1Now: 0.2");
  expect(screen.getByTestId("differs-file:src/train.py").textContent).toContain("rate = 2");
  expect(screen.queryByTestId("differs:code")).toBeNull();
  expect(screen.getByText("Parts of the key: 1 same, 2 different")).toBeDefined();
});
