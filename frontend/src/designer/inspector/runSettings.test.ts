import { expect, it } from "vitest";
import { at, environmentText, FORCE_RERUN, isOn, isSize, OURS } from "./runSettings";

it("settings are found where they stand, and nowhere else", () => {
  const settings = {
    resources: { properties: { penstock: { memory: "4Gi" } } },
    properties: { "penstock.force_rerun": "true" },
  };
  expect(at(settings, [...OURS, "memory"])).toBe("4Gi");
  expect(at(settings, [...OURS, "cpus"])).toBeUndefined();
  expect(at({ resources: null }, [...OURS, "cpus"])).toBeUndefined();
  expect(isOn(at(settings, FORCE_RERUN))).toBe(true);
});

it("only true switches a node to always run", () => {
  expect([true, "true", "True"].map(isOn)).toEqual([true, true, true]);
  expect([false, "false", "yes", "1", undefined, null].some((value) => isOn(value))).toBe(false);
});

it("a size has a unit", () => {
  expect(["4Gi", "512MB", "2g", "1.5 GiB", "100b"].every(isSize)).toBe(true);
  expect(["4", "", "lots", "4 Gigs"].some(isSize)).toBe(false);
});

it("an environment written in place is told by its image", () => {
  expect(environmentText("azureml:sklearn:1")).toEqual({ text: "azureml:sklearn:1", inPlace: false });
  expect(environmentText({ image: "python:3.11" })).toEqual({ text: "python:3.11", inPlace: true });
  expect(environmentText(undefined)).toEqual({ text: "", inPlace: false });
});
