/** Parses JSON. Returns undefined if the value is not a text with valid JSON. */
export function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(text as string);
  } catch {
    return undefined;
  }
}
