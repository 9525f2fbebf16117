import { expect, it } from "vitest";
import { connectionOf, type SystemState } from "./connection";

const system = (more: Partial<SystemState> = {}): SystemState => ({
  version: "1",
  machine: { cpus: 2, gpus: 0, memory: 4e9 },
  database: "ok",
  runner: { state: "ok", trouble: "", since: null },
  disk: { free: 9, total: 10, low: false },
  ...more,
});
const here = { reachable: true, sockets: {} };

it("says the gravest trouble first", () => {
  const down = system({
    runner: { state: "down", trouble: "", since: null },
    disk: { free: 0, total: 10, low: true },
  });
  expect(connectionOf({ ...here, reachable: false }, down)).toBe("offline");
  expect(connectionOf(here, { ...down, database: "locked" })).toBe("database");
  expect(connectionOf(here, down)).toBe("runner-down");
  expect(connectionOf(here, { ...down, runner: system().runner })).toBe("disk-low");
});

it("tells a cut socket from a server that is away", () => {
  expect(connectionOf({ reachable: true, sockets: { job: "connecting" } }, system())).toBe("reconnecting");
  expect(connectionOf({ reachable: true, sockets: { job: "open" } }, undefined)).toBe("live");
});
