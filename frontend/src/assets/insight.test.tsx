// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startI18n } from "../i18n";
import { serve, showPage } from "../settings/fakes";
import { Connection } from "./datastores/Connection";
import { NewStore } from "./datastores/NewStore";
import type { StoreAsset } from "./datastores/api";
import type { BuildDetail } from "./environments/api";
import { BuildButton } from "./environments/BuildState";
import { BuildTab } from "./environments/BuildTab";
import type { ModelAsset } from "./insight";
import { KINDS } from "./kinds";
import { LineageTab } from "./Lineage";
import { Aliases, ModelCard } from "./models/ModelFacts";
import { RegisterPath } from "./RegisterPath";
import type { AssetDetail } from "./types";

beforeAll(() => {
  startI18n("en");
  // Whole pages in a slow machine.
  vi.setConfig({ testTimeout: 20_000 });
});
afterEach(cleanup);

const asset = (over: Record<string, unknown>) =>
  ({
    name: "rows",
    version: "1",
    type: "uri_file",
    spec: {},
    files: [],
    tags: {},
    versions: ["1"],
    ...over,
  }) as unknown as AssetDetail;

const BUILD: BuildDetail = {
  key: "abc",
  name: "sk",
  version: "1",
  state: "missing",
  python: "3.12",
  packages: 0,
  size: null,
  progress: null,
  error: null,
  created: null,
  last_used: null,
  kind: "uv",
  lock: "",
  log: "",
  packages_list: [],
  mapped_to: null,
};

describe("the build of an environment", () => {
  it("is started here and watched with progress in words and its log", async () => {
    const user = userEvent.setup({ delay: null });
    const progress = { done: 12, total: 31, text: "building environment sk: 12 of 31 packages" };
    const sent = serve({
      "GET environments/sk/1/build": BUILD,
      "POST environments/sk/1/build": { ...BUILD, state: "building", progress, log: "Downloading numpy" },
    });
    showPage(
      <>
        <BuildButton name="sk" version="1" />
        <BuildTab name="sk" version="1" />
      </>,
    );
    expect(await screen.findByText("It is not built yet")).toBeDefined();
    await user.click(screen.getByTestId("action:build"));
    expect((await screen.findByTestId("build-progress")).textContent).toContain("12 of 31 packages");
    expect(screen.getByTestId("build-log").textContent).toContain("Downloading numpy");
    expect(sent.find(({ method }) => method === "POST")?.body).toEqual({});
  });

  it("that failed says why, and the packages of one that is ready can be searched", async () => {
    const user = userEvent.setup({ delay: null });
    serve({
      "GET environments/sk/1/build": {
        ...BUILD,
        state: "ready",
        packages: 2,
        size: 3e8,
        packages_list: [
          { name: "numpy", version: "2.1" },
          { name: "pandas", version: "2.2" },
        ],
        lock: "numpy==2.1 --hash=sha256:0",
      },
      "GET environments/bad/1/build": {
        ...BUILD,
        state: "failed",
        error: "No package is called nmpy. Did you mean numpy?",
      },
    });
    const view = showPage(<BuildTab name="sk" version="1" />);
    await user.type(await screen.findByTestId("package-search"), "pan");
    expect(screen.getByTestId("packages").textContent).toBe("pandas 2.2");
    view.unmount();
    showPage(<BuildTab name="bad" version="1" />);
    expect((await screen.findByTestId("build-error")).textContent).toContain("Did you mean numpy?");
  });
});

describe("a datastore", () => {
  it("is made with credentials that are sent once", async () => {
    const user = userEvent.setup({ delay: null });
    const sent = serve({ "POST datastores": { name: "lake", version: null, created: true } });
    showPage(<NewStore />);
    await user.click(screen.getByTestId("action:new-store"));
    await user.click(await screen.findByTestId("store-save"));
    expect(screen.getAllByText("This is needed.").length).toBe(1);
    await user.type(screen.getByTestId("store:name"), "lake");
    await user.type(screen.getByTestId("store:path"), "/data");
    await user.click(screen.getByTestId("store-save"));
    await waitFor(() => expect(sent[0]?.body).toEqual({ name: "lake", type: "local", path: "/data" }));
  });

  it("says in words whether it can be reached, and that credentials are set, not what they are", async () => {
    const user = userEvent.setup({ delay: null });
    const store = asset({
      name: "lake",
      type: "s3",
      credentials: { type: "access_key", set: true },
    }) as StoreAsset;
    serve({
      "POST datastores/lake/test": { ok: false, message: "The bucket raw is not there.", hint: "Create it." },
    });
    showPage(<Connection asset={store} />);
    expect(screen.getByTestId("store-credentials").textContent).toContain("Credentials are set (access key)");
    await user.click(screen.getByTestId("action:test-store"));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("The bucket raw is not there.");
    expect(alert.textContent).toContain("Create it.");
  });
});

describe("lineage", () => {
  it("links to the step that wrote a version and those that read it", async () => {
    serve({
      "GET data/rows/1/lineage": {
        written_by: [{ job: "brave_1", node: "prep", output: "table", at: null }],
        read_by: [],
      },
    });
    showPage(<LineageTab info={KINDS.data} asset={asset({})} />);
    const step = await screen.findByTestId("written-by");
    expect(within(step).getByRole("link", { name: "prep" }).getAttribute("href")).toBe(
      "/jobs/brave_1?node=prep",
    );
    expect(screen.getByText("No job has read it yet.")).toBeDefined();
  });
});

describe("a model", () => {
  const model = asset({
    name: "churn",
    version: "2",
    aliases: [],
    mlflow: {
      flavors: { sklearn: { sklearn_version: "1.5" } },
      signature: { inputs: '[{"name":"age","type":"double"}]' },
    },
  }) as ModelAsset;

  it("shows what it takes, from its signature", () => {
    serve({});
    showPage(<ModelCard asset={model} />);
    expect(screen.getByTestId("model-card").textContent).toContain("sklearn 1.5");
    expect(screen.getByTestId("signature:inputs").textContent).toContain("age");
  });

  it("takes an alias from another version, and says so before", async () => {
    const user = userEvent.setup({ delay: null });
    const sent = serve({
      "GET models/churn": { versions: [{ version: "1", labels: [], aliases: ["champion"] }] },
      "POST models/churn/aliases": {},
    });
    showPage(<Aliases info={KINDS.models} asset={model} />);
    await user.click(screen.getByTestId("aliases-add"));
    await user.type(screen.getByTestId("aliases-name"), "v3");
    expect(screen.getByText(/kept for versions themselves/)).toBeDefined();
    await user.clear(screen.getByTestId("aliases-name"));
    await user.type(screen.getByTestId("aliases-name"), "champion");
    expect(await screen.findByText(/points at version 1 now; it will move here/)).toBeDefined();
    await user.keyboard("{Enter}");
    await waitFor(() =>
      expect(sent.find(({ method }) => method === "POST")?.body).toEqual({ alias: "champion", version: "2" }),
    );
  });

  it("is registered from a job's output when a link says so", async () => {
    const user = userEvent.setup({ delay: null });
    const sent = serve({ "POST models": { name: "churn", version: "3", created: true } });
    showPage(
      <RegisterPath kind="models" />,
      "/models?register=azureml%3A%2F%2Fjobs%2Fbrave_1%2Foutputs%2Fmodel&name=churn&type=mlflow_model",
    );
    await user.click(await screen.findByTestId("by-path:register"));
    await waitFor(() =>
      expect(sent[0]?.body).toEqual({
        name: "churn",
        path: "azureml://jobs/brave_1/outputs/model",
        type: "mlflow_model",
      }),
    );
  });
});
