// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startI18n } from "../i18n";
import type { PruneAnswer, Storage } from "./api";
import { serve, showPage } from "./fakes";
import PathsPage from "./PathsPage";
import { choiceOf, feedsOf, NO_CHOICE } from "./pruning";
import RulesPage from "./RulesPage";
import StoragePage from "./StoragePage";

beforeAll(() => {
  startI18n("en");
  // Whole pages in a slow machine.
  vi.setConfig({ testTimeout: 20_000 });
});
afterEach(cleanup);

const RULES = [
  { match: "my-old:*", to: "classic", note: "until it is ported", builtin: false },
  { match: "AzureML-*", to: "current", note: "curated", builtin: true },
];
const STORAGE: Storage = {
  total: 100e9,
  free: 40e9,
  parts: [
    { kind: "jobs", size: 3e9 },
    { kind: "database", size: 2e6 },
  ],
  jobs: [{ name: "brave_1", display_name: "Train", size: 2e9, ended: "2026-11-01T00:00:00Z", pinned: true }],
};
const PLAN: PruneAnswer = {
  items: [
    {
      kind: "job",
      name: "old_1",
      size: 5e6,
      why: "ended 40 days ago",
      feeds: [{ how: "reused", job: "new_1", node: "train", name: "new_1/train" }],
    },
    { kind: "cache", name: "wheels", size: 1e6, why: "not used for 90 days", feeds: [] },
  ],
  bytes: 6e6,
};
const RETENTION = { retention: { days: null, keep_last: null, failed_days: 7, caches_gb: null } };

describe("the rules of environments", () => {
  it("say which one takes a name, before anything is saved", async () => {
    const user = userEvent.setup({ delay: null });
    const sent = serve({
      "GET environment-rules": { rules: RULES, conda_from_pypi: false },
      "GET environments/builds": { items: [], tools: { container: null, conda: "micromamba" } },
      "PUT environment-rules": (body: { rules: unknown }) => ({
        rules: [...(body.rules as []), RULES[1]],
        conda_from_pypi: false,
      }),
    });
    showPage(<RulesPage />);
    await user.type(await screen.findByTestId("rule-test"), "azureml:AzureML-x:3");
    expect(screen.getByTestId("rule-answer").textContent).toContain("Rule 2 (AzureML-*)");
    await user.click(screen.getByTestId("rule-add"));
    expect(screen.getByTestId("settings-state").textContent).toContain("Rule 2 needs a pattern");
    await user.type(screen.getByRole("textbox", { name: "Pattern of rule 2" }), "AzureML-x");
    expect(screen.getByTestId("rule-answer").textContent).toContain("Rule 2 (AzureML-x)");
    await user.click(screen.getByRole("button", { name: "Move up: AzureML-x" }));
    await user.click(screen.getByTestId("settings-save"));
    await waitFor(() => expect(sent.at(-1)?.method).toBe("PUT"));
    expect((sent.at(-1)?.body as { rules: { match: string }[] }).rules.map((rule) => rule.match)).toEqual([
      "AzureML-x",
      "my-old:*",
    ]);
    await waitFor(() => expect(screen.getByTestId("settings-state").textContent).toBe(""));
    expect(screen.getByTestId("engines").textContent).toContain("micromamba");
    expect(screen.getByTestId("engines").textContent).toContain("Install Docker or Podman");
  });
});

describe("the path map", () => {
  it("teaches when it is empty and refuses a path that is not whole", async () => {
    const user = userEvent.setup({ delay: null });
    serve({ "GET path-map": { maps: [] } });
    showPage(<PathsPage />);
    await user.click(await screen.findByTestId("path-add"));
    await user.type(screen.getByLabelText("Prefix 1"), "https://host/data/");
    await user.type(screen.getByLabelText("Local path 1"), "data");
    expect(screen.getByTestId("settings-state").textContent).toContain("begin it with /");
    await user.clear(screen.getByLabelText("Local path 1"));
    await user.type(screen.getByLabelText("Local path 1"), "/data");
    await user.type(screen.getByTestId("path-test"), "https://host/data/a.csv");
    expect(screen.getByTestId("path-answer").textContent).toBe("From /data/a.csv");
  });
});

describe("storage", () => {
  it("shows what would go and what it breaks, and deletes only that", async () => {
    const user = userEvent.setup({ delay: null });
    const sent = serve({
      "GET storage": STORAGE,
      "GET workspace/settings": RETENTION,
      "POST storage/prune": PLAN,
    });
    showPage(<StoragePage />);
    expect((await screen.findByTestId("storage-total")).textContent).toContain("40 GB of 100 GB free");
    expect(screen.getByTestId("pin:brave_1").getAttribute("aria-pressed")).toBe("true");
    await user.click(screen.getByTestId("prune-look"));
    const row = await screen.findByTestId("prune:old_1");
    expect(within(row).getByText("ended 40 days ago")).toBeDefined();
    expect(within(row).getByRole("link", { name: "new_1/train", hidden: true }).getAttribute("href")).toBe(
      "/jobs/new_1?node=train",
    );
    expect(screen.getByText("1 step loses its outputs")).toBeDefined();
    expect(sent.at(-1)?.body).toEqual({ older_than_days: 30, dry_run: true });
    await user.click(screen.getByRole("button", { name: "Delete 2 things (6 MB)" }));
    expect((await screen.findByTestId("prune-done")).textContent).toContain(
      "2 things deleted, 6 MB free again",
    );
    expect(sent.filter(({ path }) => path === "storage/prune").at(-1)?.body).toEqual({
      older_than_days: 30,
      dry_run: false,
    });
    expect(screen.queryByTestId("prune-take")).toBeNull();
  });

  it("says what to do when the sizes cannot be read", async () => {
    serve({ "GET workspace/settings": RETENTION });
    showPage(<StoragePage />);
    expect((await screen.findByRole("alert")).textContent).toContain("The sizes cannot be shown.");
  });
});

describe("a choice of what to prune", () => {
  it("is never everything by leaving the form empty", () => {
    expect(choiceOf({ ...NO_CHOICE, days: null })).toBeNull();
    expect(choiceOf({ ...NO_CHOICE, days: null, caches: true })).toEqual({ caches: true });
    expect(choiceOf({ ...NO_CHOICE, which: "failed", days: 0 })).toEqual({
      failed_only: true,
      older_than_days: 0,
    });
  });

  it("caches alone touches no job", () => {
    expect(choiceOf({ which: "all", days: null, keepLast: null, caches: true })).not.toHaveProperty(
      "keep_last",
    );
    expect(feedsOf({ items: [...PLAN.items, ...PLAN.items], bytes: 0 })).toEqual({ gone: 1, orphaned: 0 });
  });
});
