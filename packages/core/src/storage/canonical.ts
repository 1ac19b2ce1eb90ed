/**
 * Encodes a JSON value in a canonical form: names are in the order of their UTF-16 code units,
 * there is no white space, and undefined fields are left out. Every storage keeps `json` fields
 * like this, so equal values are equal texts.
 *
 * @example
 * ```ts
 * canonicalJson({ b: [1], a: undefined, A: null }); // {"A":null,"b":[1]}
 * ```
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
