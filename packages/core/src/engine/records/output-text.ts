/**
 * The JSON of a command's output.
 *
 * @param textOf returns the JSON of a record; undefined for an object that is written as it is
 */
export function outputText(
  output: unknown,
  textOf: (record: object) => string | undefined,
): string {
  if (typeof output !== "object" || output === null)
    return JSON.stringify(output ?? null) ?? "null";
  const record = textOf(output);
  if (record !== undefined) return record;
  if (Array.isArray(output)) return `[${output.map((one) => outputText(one, textOf)).join()}]`;
  // Values with their own JSON, for example dates.
  if ("toJSON" in output) return JSON.stringify(output) ?? "null";
  const fields = output as { readonly [name: string]: unknown };
  let text = "";
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value === undefined || typeof value === "function" || typeof value === "symbol") continue;
    text += `${text && ","}${JSON.stringify(name)}:${outputText(value, textOf)}`;
  }
  return `{${text}}`;
}
