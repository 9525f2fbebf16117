/** What each type of datastore asks for: its fields, and the ways to log in. Pure. */

export interface Field {
  key: string;
  required?: boolean;
  number?: boolean;
  /** A text of several lines, such as a private key. */
  long?: boolean;
  /** Names, not secrets: they may be seen while they are written. */
  open?: boolean;
  example?: string;
}

export interface Login {
  key: string;
  fields: readonly Field[];
}

export interface StoreType {
  type: string;
  fields: readonly Field[];
  /** The first is offered first; none means the user's own login, or that anybody may read. */
  logins: readonly Login[];
}

const AZURE_LOGINS: readonly Login[] = [
  { key: "account_key", fields: [{ key: "account_key", required: true }] },
  { key: "sas_token", fields: [{ key: "sas_token", required: true }] },
  {
    key: "service_principal",
    fields: [
      { key: "tenant_id", required: true, open: true },
      { key: "client_id", required: true, open: true },
      { key: "client_secret", required: true },
    ],
  },
  { key: "none", fields: [] },
];

export const STORE_TYPES: readonly StoreType[] = [
  { type: "local", fields: [{ key: "path", required: true, example: "/home/me/data" }], logins: [] },
  {
    type: "s3",
    fields: [
      { key: "bucket", required: true, example: "my-bucket" },
      { key: "prefix", example: "projects/churn" },
      { key: "region", example: "eu-central-1" },
      { key: "endpoint_url", example: "http://minio:9000" },
    ],
    logins: [
      {
        key: "access_key",
        fields: [
          { key: "access_key_id", required: true, open: true },
          { key: "secret_access_key", required: true },
          { key: "session_token" },
        ],
      },
      { key: "none", fields: [] },
    ],
  },
  {
    type: "azure_blob",
    fields: [
      { key: "account_name", required: true, example: "myaccount" },
      { key: "container_name", required: true, example: "raw" },
      { key: "endpoint", example: "core.windows.net" },
    ],
    logins: AZURE_LOGINS,
  },
  {
    type: "azure_data_lake_gen2",
    fields: [
      { key: "account_name", required: true, example: "myaccount" },
      { key: "filesystem", required: true, example: "lake" },
      { key: "endpoint", example: "core.windows.net" },
    ],
    logins: AZURE_LOGINS,
  },
  {
    type: "gcs",
    fields: [
      { key: "bucket", required: true, example: "my-bucket" },
      { key: "prefix", example: "projects/churn" },
      { key: "project", example: "my-project" },
    ],
    logins: [
      { key: "service_account", fields: [{ key: "service_account_json", required: true, long: true }] },
      { key: "none", fields: [] },
    ],
  },
  {
    type: "sftp",
    fields: [
      { key: "host", required: true, example: "data.example.org" },
      { key: "port", number: true, example: "22" },
      { key: "username", example: "me" },
      { key: "path", example: "/srv/data" },
    ],
    logins: [
      { key: "password", fields: [{ key: "password", required: true }] },
      {
        key: "private_key",
        fields: [{ key: "private_key", required: true, long: true }, { key: "passphrase" }],
      },
      { key: "none", fields: [] },
    ],
  },
];

export const storeType = (type: string): StoreType | undefined =>
  STORE_TYPES.find((one) => one.type === type);

export interface StoreForm {
  name: string;
  type: string;
  description: string;
  /** As typed, by key. */
  values: Readonly<Record<string, string>>;
  /** The chosen way to log in; "keep" leaves what the server has. */
  login: string;
  secrets: Readonly<Record<string, string>>;
}

export const NEW_STORE: StoreForm = {
  name: "",
  type: "local",
  description: "",
  values: {},
  login: "",
  secrets: {},
};

/** The first way to log in of a type, for who has not chosen yet. */
export const firstLogin = (type: string): string => storeType(type)?.logins[0]?.key ?? "none";

/** What the page of a datastore opens for editing: never a secret, they stay where they are. */
export function formOf(asset: {
  name: string;
  type: string;
  description: string | null;
  spec: Record<string, unknown>;
  credentials?: { set: boolean } | null | undefined;
}): StoreForm {
  const fields = storeType(asset.type)?.fields ?? [];
  const values = Object.fromEntries(
    fields.map(({ key }): [string, string] => [key, asset.spec[key] == null ? "" : String(asset.spec[key])]),
  );
  const login = asset.credentials?.set ? "keep" : "none";
  return {
    name: asset.name,
    type: asset.type,
    description: asset.description ?? "",
    values,
    login,
    secrets: {},
  };
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** Keys of what is missing or cannot be; empty when the form can be sent. */
export function missing(form: StoreForm): string[] {
  const known = storeType(form.type);
  const login = known?.logins.find((one) => one.key === form.login);
  const lacks = (fields: readonly Field[], values: Readonly<Record<string, string>>) =>
    fields.filter((field) => field.required && !values[field.key]?.trim()).map((field) => field.key);
  return [
    ...(NAME.test(form.name) ? [] : ["name"]),
    ...lacks(known?.fields ?? [], form.values),
    ...lacks(login?.fields ?? [], form.secrets),
  ];
}

export type StoreDocument = Record<string, unknown>;

/**
 * The document to send. `kept` is what the server has: keys this form does not know stay. Credentials that stay are
 * sent as they came, blotted out, which the server takes for those it has.
 */
export function documentOf(form: StoreForm, kept: Record<string, unknown> = {}): StoreDocument {
  const known = storeType(form.type);
  const { credentials: blotted, ...rest } = kept;
  const document: StoreDocument = { ...rest, name: form.name.trim(), type: form.type };
  if (form.description.trim()) document.description = form.description.trim();
  for (const { key, number } of known?.fields ?? []) {
    const text = form.values[key]?.trim() ?? "";
    if (text === "") delete document[key];
    else document[key] = number ? Number(text) : text;
  }
  const login = known?.logins.find((one) => one.key === form.login);
  if (login && login.fields.length > 0) {
    const given = login.fields.map(({ key }): [string, string] => [key, form.secrets[key] ?? ""]);
    document.credentials = {
      type: login.key,
      ...Object.fromEntries(given.filter(([, secret]) => secret !== "")),
    };
  } else if (form.login === "keep" && blotted !== undefined) document.credentials = blotted;
  return document;
}

/** `azureml://datastores/lake/paths/raw/a.csv`: how files and jobs name a place in a datastore. */
export const addressIn = (store: string, path: string): string =>
  `azureml://datastores/${store}/paths/${path.replace(/^\/+/, "")}`;

/** `raw/2024/` -> the folders above it, the root first. */
export function crumbsOf(path: string): { name: string; path: string }[] {
  const parts = path.split("/").filter(Boolean);
  return parts.map((name, at) => ({ name, path: parts.slice(0, at + 1).join("/") }));
}

/** The datastore that an address names, and the folder in it: of a file the one that it lies in. */
export function placeInStore(address: string): { store: string; folder: string } | null {
  const found = /^azureml:\/\/(?:.*\/)?datastores\/([^/]+)(?:\/paths\/(.*))?$/.exec(address);
  if (!found?.[1]) return null;
  const parts = (found[2] ?? "").split("/").filter(Boolean);
  if (/\.[A-Za-z0-9]{1,8}$/.test(parts.at(-1) ?? "")) parts.pop();
  return { store: found[1], folder: parts.join("/") };
}
