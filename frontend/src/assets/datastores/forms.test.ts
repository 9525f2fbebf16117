import { describe, expect, it } from "vitest";
import {
  addressIn,
  crumbsOf,
  documentOf,
  firstLogin,
  formOf,
  missing,
  NEW_STORE,
  placeInStore,
  type StoreForm,
} from "./forms";

const lake: StoreForm = {
  ...NEW_STORE,
  name: "lake",
  type: "s3",
  values: { bucket: "raw", region: "" },
  login: "access_key",
  secrets: { access_key_id: "AKIA", secret_access_key: "hush", session_token: "" },
};

describe("the form of a datastore", () => {
  it("becomes its document, with credentials apart", () => {
    expect(documentOf(lake)).toEqual({
      name: "lake",
      type: "s3",
      bucket: "raw",
      credentials: { type: "access_key", access_key_id: "AKIA", secret_access_key: "hush" },
    });
    expect(documentOf({ ...lake, login: "none", secrets: {} })).not.toHaveProperty("credentials");
  });

  it("says what is missing", () => {
    expect(missing(lake)).toEqual([]);
    expect(missing({ ...lake, name: "two words", values: {}, secrets: {} })).toEqual([
      "name",
      "bucket",
      "access_key_id",
      "secret_access_key",
    ]);
    expect(missing({ ...lake, login: "none", secrets: {} })).toEqual([]);
  });

  it("never opens with a secret, and leaves those that are set unless told otherwise", () => {
    const spec = {
      name: "lake",
      type: "s3",
      bucket: "raw",
      options: { a: 1 },
      credentials: { secret_access_key: "***" },
    };
    const form = formOf({ name: "lake", type: "s3", description: null, spec, credentials: { set: true } });
    expect(form).toMatchObject({ login: "keep", secrets: {}, values: { bucket: "raw", prefix: "" } });
    const kept = documentOf({ ...form, values: { ...form.values, prefix: "a" } }, spec);
    expect(kept).toEqual({ ...spec, prefix: "a" });
    expect(documentOf({ ...form, login: "none" }, spec)).not.toHaveProperty("credentials");
  });

  it("sends a port as a number and a cleared field not at all", () => {
    const sftp: StoreForm = {
      ...NEW_STORE,
      name: "far",
      type: "sftp",
      values: { host: "h", port: "2222", path: " " },
      login: "none",
    };
    expect(documentOf(sftp, { path: "/old" })).toEqual({ name: "far", type: "sftp", host: "h", port: 2222 });
    expect(firstLogin("sftp")).toBe("password");
    expect(firstLogin("local")).toBe("none");
  });
});

it("a place in a datastore has an address and folders above it", () => {
  expect(addressIn("lake", "/raw/a.csv")).toBe("azureml://datastores/lake/paths/raw/a.csv");
  expect(crumbsOf("raw/2024/")).toEqual([
    { name: "raw", path: "raw" },
    { name: "2024", path: "raw/2024" },
  ]);
  expect(placeInStore("azureml://datastores/lake/paths/raw/a.csv")).toEqual({ store: "lake", folder: "raw" });
  expect(placeInStore("azureml://datastores/lake/paths/raw/2024/")).toEqual({
    store: "lake",
    folder: "raw/2024",
  });
  expect(placeInStore("https://host/a.csv")).toBeNull();
});
