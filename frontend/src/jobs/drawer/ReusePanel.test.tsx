// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { startI18n } from "../../i18n";
import { ReusePanel } from "./ReusePanel";

beforeAll(() => startI18n("en"));
afterEach(cleanup);

it("a step that ran says what differed, that first, with a link to the run compared with", () => {
  const parts = [
    { part: "code", same: true, mine: "aa", theirs: "aa" },
    { part: "inputs.rate", same: false, mine: "0.2", theirs: "0.1" },
  ];
  render(
    <MemoryRouter>
      <ReusePanel
        job="new"
        reuse={{
          decision: "ran",
          reason: "Ran because rate changed.",
          why: "differs",
          origin: null,
          compared_with: { job: "old", path: "train", href: "/jobs/old?node=train" },
          parts,
        }}
      />
    </MemoryRouter>,
  );
  expect(screen.getByRole("link", { name: "train of old" }).getAttribute("href")).toBe(
    "/jobs/old?node=train",
  );
  const cells = screen.getAllByRole("rowheader").map((cell) => cell.textContent);
  expect(cells).toEqual(["Input · rate", "Code"]);
  expect(screen.getByText("Parts of the key: 1 same, 1 different")).toBeDefined();
  expect(screen.getByText("0.1")).toBeDefined();
});
