import { expect, it } from "vitest";
import { assetLink, environmentLink, environmentName, isSameEnvironment } from "./places";

it("a name of the registry leads to its page, by the type to data or models", () => {
  expect(assetLink("azureml:rows:1", "uri_file")).toBe("/data/rows/1");
  expect(assetLink("azureml:net@latest", "mlflow_model")).toBe("/models/net/latest");
});

it("an address of another kind leads nowhere", () => {
  expect(assetLink("azureml://datastores/blob/paths/x", "uri_folder")).toBeNull();
  expect(assetLink("https://example.org/a.csv", "uri_file")).toBeNull();
});

it("an environment is found by its name, with or without version", () => {
  expect(environmentLink("azureml:sklearn:1")).toBe("/environments/sklearn/1");
  expect(environmentLink("current")).toBe("/environments/current");
  expect(environmentLink("docker.io/library/python:3.11")).toBeNull();
});

it("an environment that ran under its own name is not mapped", () => {
  expect(isSameEnvironment("azureml:current@latest", "current-6e03cddc45c8")).toBe(true);
  expect(isSameEnvironment("azureml:sklearn:1", "sklearn:1")).toBe(true);
  expect(isSameEnvironment("azureml:sklearn:1", "current-6e03cddc45c8")).toBe(false);
  expect(isSameEnvironment("curr", "current-6e03cddc45c8")).toBe(false);
});

it("an environment that is described in place has the name of its conda file or image", () => {
  expect(environmentName({ conda_file: { name: "slowly", dependencies: [] } })).toBe("slowly");
  expect(environmentName({ image: "python:3.11" })).toBe("python:3.11");
  expect(environmentName({ image: "x", conda_file: "./conda.yml" })).toBe("./conda.yml");
  expect(environmentName("azureml:sklearn:1")).toBe("azureml:sklearn:1");
});
