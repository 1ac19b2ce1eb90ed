/**
 * The JSON of a command's output.
 *
 * @param textOf returns the JSON of a record; undefined for an object that is written as it is
 * @param nameText returns the JSON of a field's name
 * @param valueText returns the JSON of a text
 */
export function outputText(
  output: unknown,
  textOf: (record: object) => string | undefined,
  nameText: (name: string) => string = JSON.stringify,
  valueText: (value: string) => string = JSON.stringify,
): string {
  if (typeof output === "string") return valueText(output);
  if (typeof output !== "object" || output === null)
    return JSON.stringify(output ?? null) ?? "null";
  const record = textOf(output);
  if (record !== undefined) return record;
  if (Array.isArray(output))
    return `[${output.map((one) => outputText(one, textOf, nameText, valueText)).join()}]`;
  // Values with their own JSON, for example dates.
  if ("toJSON" in output && typeof output.toJSON === "function")
    return outputText(JSON.parse(JSON.stringify(output) ?? "null"), textOf, nameText, valueText);
  const fields = output as { readonly [name: string]: unknown };
  let text = "";
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value === undefined || typeof value === "function" || typeof value === "symbol") continue;
    text += `${text && ","}${nameText(name)}:${outputText(value, textOf, nameText, valueText)}`;
  }
  return `{${text}}`;
}
