// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { startI18n } from "../../i18n";
import { freshNode } from "../live/reduce";
import type { Measured } from "../measures";
import { MetricsTab } from "./MetricsTab";

beforeAll(() => startI18n("en"));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const NOTHING: Measured = {
  state: "none",
  run_id: null,
  experiment_id: null,
  url: null,
  metrics: [],
  params: [],
  tags: [],
  models: [],
  artifacts: [],
};

function show(answer: Partial<Measured>, status: "Running" | "Completed" = "Completed") {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ ...NOTHING, ...answer })));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <MemoryRouter>
          <MetricsTab job="j" path="train" state={{ ...freshNode("command"), status }} />
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

it("a step that logged nothing says how it would", async () => {
  show({});
  expect(await screen.findByText("This step logged no metrics")).toBeDefined();
  expect(screen.getByText(/mlflow\.log_metric/)).toBeDefined();
});

it("a server that starts and one that does not answer are told apart, each with what comes next", async () => {
  show({ state: "starting" }, "Running");
  expect(await screen.findByText("The tracking server is starting")).toBeDefined();
  cleanup();
  show({ state: "unreachable" });
  expect(await screen.findByText("The tracking server does not answer")).toBeDefined();
  expect(screen.getByText(/The run is not affected/)).toBeDefined();
});

it("shows latest values, a chart for what has steps, parameters and links to models and MLflow", async () => {
  show({
    state: "ok",
    url: "/mlflow/#/experiments/1/runs/abc",
    metrics: [
      { key: "loss", value: 0.25, step: 1, timestamp: 2, count: 2, points: [[0, 1, 0.5], [1, 2, 0.25]] }, // prettier-ignore
      { key: "r2", value: 0.9, step: 0, timestamp: 2, count: 1, points: [[0, 1, 0.9]] },
    ],
    params: [{ key: "alpha", value: "0.1" }],
    tags: [{ key: "mlflow.user", value: "me" }],
    models: [
      { name: "diabetes", version: "3", path: "model" },
      { name: "loose", version: "", path: "other" },
    ],
  });
  expect(await screen.findByTestId("metric:loss")).toBeDefined();
  expect(screen.getByTestId("metric:loss").textContent).toContain("0.25");
  expect(await screen.findByTestId("chart:loss")).toBeDefined();
  expect(screen.queryByTestId("chart:r2")).toBeNull();
  expect(screen.getByText("alpha")).toBeDefined();
  expect(screen.queryByText("mlflow.user")).toBeNull();
  expect(screen.getByRole("link", { name: "diabetes:3" }).getAttribute("href")).toBe("/models/diabetes/3");
  expect(screen.queryByRole("link", { name: /loose/ })).toBeNull();
  expect(screen.getByRole("link", { name: /MLflow/ }).getAttribute("href")).toContain("runs/abc");
});
