import { describe, expect, it } from "vitest";
import { bodyOf, commandFor, formFrom, isLocal, nameFrom, registerHref } from "./registerPath";

describe("registering what lies at an address", () => {
  it("is a link that fills the form", () => {
    const href = registerHref("models", {
      path: "azureml://jobs/brave_1/outputs/model",
      name: "churn model",
      type: "mlflow_model",
    });
    const form = formFrom("models", new URL(href, "http://here").searchParams);
    expect(form).toEqual({
      path: "azureml://jobs/brave_1/outputs/model",
      name: "churn-model",
      version: "",
      type: "mlflow_model",
      description: "",
    });
    expect(bodyOf(form)).toEqual({ name: "churn-model", path: form.path, type: "mlflow_model" });
  });

  it("guesses name and type from the address", () => {
    const of = (path: string) => formFrom("data", new URLSearchParams({ register: path }));
    expect(of("https://host/a/titanic data.csv?sig=1")).toMatchObject({
      name: "titanic-data",
      type: "uri_file",
    });
    expect(of("azureml://datastores/lake/paths/raw/2024/")).toMatchObject({
      name: "2024",
      type: "uri_folder",
    });
    expect(nameFrom("../..")).toBe("");
  });

  it("is not sent without a name or an address", () => {
    const form = formFrom("data", new URLSearchParams({ register: "s3://bucket/rows.csv" }));
    expect(bodyOf({ ...form, name: "no way" })).toBeNull();
    expect(bodyOf({ ...form, path: " " })).toBeNull();
    expect(bodyOf({ ...form, version: " 3 ", description: "Rows" })).toMatchObject({
      version: "3",
      description: "Rows",
    });
  });

  it("of this machine is a matter of the command line", () => {
    for (const path of ["/home/me/a.csv", "~/a.csv", "./a.csv", "file:///a", "C:\\a"])
      expect(isLocal(path)).toBe(true);
    for (const path of ["https://host/a", "runs:/a/b", "s3://b/a", "azureml:a:1"])
      expect(isLocal(path)).toBe(false);
    expect(
      commandFor("data", { path: "/a.csv", name: "rows", version: "2", type: "uri_file", description: "" }),
    ).toBe("penstock data create --name rows --version 2 --type uri_file --path /a.csv");
  });
});
