/** Addresses that name something of the registry -> its page. Pure. */

const ASSET = /^azureml:([A-Za-z0-9][\w.-]*)(?::([\w.-]+)|@([\w.-]+))$/;

/** `azureml:rows:1` of type uri_file -> `/data/rows/1`; null for what is no name of an asset. */
export function assetLink(address: string, type: string): string | null {
  const found = ASSET.exec(address);
  if (!found) return null;
  const area = type.endsWith("_model") ? "models" : "data";
  return `/${area}/${encodeURIComponent(found[1]!)}/${encodeURIComponent(found[2] ?? found[3]!)}`;
}

/** `azureml:sklearn:1`, `sklearn@latest`, `current` -> the page of the environment; null for an image or a mapping. */
export function environmentLink(written: string): string | null {
  const found = /^(?:azureml:)?([A-Za-z][\w.-]*)(?:[:@]([\w.-]+))?$/.exec(written);
  if (!found) return null;
  return `/environments/${encodeURIComponent(found[1]!)}${found[2] ? `/${encodeURIComponent(found[2])}` : ""}`;
}

/** `azureml:current@latest` ran as `current-6e03cd…`: that is itself, nothing stands in for anything. */
export function isSameEnvironment(written: string, resolved: string): boolean {
  const name = written.replace(/^azureml:/, "").replace(/[:@].*$/, "");
  const rest = resolved.replace(/^azureml:/, "");
  return rest.startsWith(name) && /^$|^[:@-]/.test(rest.slice(name.length));
}

/** An environment as a person would name it: its reference, its image, or the name in its conda file. */
export function environmentName(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "–";
  const { image, name, conda_file: conda } = value as Record<string, unknown>;
  const inside =
    typeof conda === "object" && conda !== null ? (conda as Record<string, unknown>).name : conda;
  const found = [name, inside, image].find((one) => typeof one === "string" && one !== "");
  return typeof found === "string" ? found : JSON.stringify(value);
}
