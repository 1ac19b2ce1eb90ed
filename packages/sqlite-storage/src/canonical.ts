/**
 * Encodes JSON in the canonical form of all storages: names sorted, no white space. It is a copy of
 * core's function, because the writer's thread loads no code of core.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const object = value as { readonly [name: string]: unknown };
  let text = "";
  for (const name of Object.keys(object).sort()) {
    if (object[name] === undefined) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${canonicalJson(object[name])}`;
  }
  return `{${text}}`;
}
