/** The value of a JSON text. Undefined for everything that is no JSON text. */
export function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(text as string);
  } catch {
    return undefined;
  }
}
