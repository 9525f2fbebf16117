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
