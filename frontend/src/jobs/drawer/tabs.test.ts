import { describe, expect, it } from "vitest";
import { chosenTab, tabsOf } from "./tabs";

describe("the tabs of a child job", () => {
  it("are those that have something to say", () => {
    expect(tabsOf({ kind: "command", hasChildren: false })).toEqual([
      "overview",
      "io",
      "metrics",
      "logs",
      "code",
      "resources",
      "events",
    ]);
    expect(tabsOf({ kind: "pipeline", hasChildren: true })).toEqual(["overview", "io", "events", "children"]);
    expect(tabsOf({ kind: "sweep", hasChildren: true })).toContain("children");
  });

  it("fall back to the first when the address names one that is not there", () => {
    expect(chosenTab("logs", tabsOf({ kind: "pipeline", hasChildren: true }))).toBe("overview");
    expect(chosenTab("logs", tabsOf({ kind: "command", hasChildren: false }))).toBe("logs");
    expect(chosenTab(null, ["io"])).toBe("io");
  });
});
