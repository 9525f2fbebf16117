/** What an MLflow model says of itself, in rows that can be shown. Pure; tolerant of what libraries write. */

export interface FlavorRow {
  name: string;
  version: string | null;
}

export interface SignatureRow {
  name: string;
  type: string;
  optional: boolean;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `{sklearn: {sklearn_version: "1.5"}}` or `["sklearn"]` -> rows; the general one last. */
export function flavorRows(flavors: unknown): FlavorRow[] {
  const found: FlavorRow[] = Array.isArray(flavors)
    ? flavors.map((one) => ({ name: String(one), version: null }))
    : Object.entries(isRecord(flavors) ? flavors : {}).map(([name, facts]) => {
        const own = isRecord(facts) ? facts : {};
        const version =
          own[`${name}_version`] ?? own.version ?? own.python_version ?? own.xgb_version ?? own.lgb_version;
        return { name, version: version == null ? null : String(version) };
      });
  const general = (row: FlavorRow) => Number(row.name === "python_function");
  return found.sort((a, b) => general(a) - general(b));
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return null;
  }
}

/** A tensor has no names; a column may have neither. */
function row(value: unknown, at: number): SignatureRow {
  const facts = isRecord(value) ? value : {};
  const tensor = parsed(facts["tensor-spec"]);
  const shape = isRecord(tensor) ? `${String(tensor.dtype)} [${String(tensor.shape ?? "")}]` : null;
  const type = facts.type === "tensor" && shape ? shape : String(facts.type ?? facts.dtype ?? "any");
  const optional = facts.required === false || facts.optional === true;
  return { name: facts.name == null ? `#${at + 1}` : String(facts.name), type, optional };
}

export function signatureRows(side: unknown): SignatureRow[] {
  const list = parsed(side);
  return Array.isArray(list) ? list.map(row) : [];
}

/** The page of MLflow's own interface: of the version by the number it has there, else of the model. */
export function mlflowPage(name: string, version: string, properties: Record<string, unknown> = {}): string {
  const said = properties["mlflow.version"];
  const number = typeof said === "string" ? said : version;
  const page = `/mlflow/#/models/${encodeURIComponent(name)}`;
  return /^\d+$/.test(number) ? `${page}/versions/${number}` : page;
}
