import { describe, expect, it } from "vitest";
import { flavorRows, mlflowPage, signatureRows } from "./card";

describe("the card of a model", () => {
  it("names the library before the general loader", () => {
    const flavors = {
      python_function: { loader_module: "mlflow.sklearn", python_version: "3.12.1" },
      sklearn: { sklearn_version: "1.5.2", pickled_model: "model.pkl" },
    };
    expect(flavorRows(flavors)).toEqual([
      { name: "sklearn", version: "1.5.2" },
      { name: "python_function", version: "3.12.1" },
    ]);
    expect(flavorRows(["xgboost"])).toEqual([{ name: "xgboost", version: null }]);
    expect(flavorRows(null)).toEqual([]);
  });

  it("reads a signature as text or as JSON", () => {
    const columns =
      '[{"type": "double", "name": "age", "required": true}, {"type": "string", "name": "sex", "required": false}]';
    expect(signatureRows(columns)).toEqual([
      { name: "age", type: "double", optional: false },
      { name: "sex", type: "string", optional: true },
    ]);
    expect(signatureRows([{ type: "tensor", "tensor-spec": { dtype: "int64", shape: [-1] } }])).toEqual([
      { name: "#1", type: "int64 [-1]", optional: false },
    ]);
    expect(signatureRows("no json")).toEqual([]);
    expect(signatureRows(undefined)).toEqual([]);
  });

  it("leads to the page of the tracking server", () => {
    expect(mlflowPage("churn model", "2")).toBe("/mlflow/#/models/churn%20model/versions/2");
    expect(mlflowPage("churn", "2026-11", { "mlflow.version": "4" })).toBe(
      "/mlflow/#/models/churn/versions/4",
    );
    expect(mlflowPage("churn", "2026-11")).toBe("/mlflow/#/models/churn");
  });
});
