import { z } from "zod";
import { canonicalJson } from "../../model/canonical-json.ts";
import { NotJson } from "../../model/not-json.ts";

/** The maximum depth of a task's data. */
const maxDepth = 16;

/**
 * Returns a task's data as every storage keeps it and every reader gets it. Large integers are
 * refused: `JSON.parse` may have rounded them before they arrive here.
 *
 * @throws {NotJson} with the part that can't be stored, and with a replacement for it.
 */
export function storedData(data: unknown): unknown {
  const stored: unknown = JSON.parse(canonicalJson(data));
  check(stored, []);
  return stored;
}

function check(value: unknown, path: readonly (string | number)[]): void {
  if (typeof value === "string") return checkText(value, path);
  if (typeof value === "number") {
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      throw new NotJson(
        path,
        "A whole number beyond ±9007199254740991 loses digits in JSON; send it as a text",
      );
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (path.length === maxDepth) throw new NotJson(path, "This is deeper; make it flatter");
  if (Array.isArray(value)) return value.forEach((part, i) => void check(part, [...path, i]));
  for (const [name, part] of Object.entries(value)) {
    if (name === "__proto__")
      throw new NotJson(path, 'A field can\'t have the name "__proto__"; rename it');
    checkText(name, path);
    check(part, [...path, name]);
  }
}

function checkText(text: string, path: readonly (string | number)[]): void {
  if (!text.isWellFormed())
    throw new NotJson(
      path,
      "A text has half a character (a lone surrogate); send whole characters",
    );
  if (text.includes("\0")) throw new NotJson(path, "A text has a NUL character; remove it");
}

/** Adds a step to a schema: it converts the data to the form in which it is stored. */
export const asStoredData = (schema: z.ZodType): z.ZodType =>
  schema.transform((data, context) => {
    try {
      return storedData(data);
    } catch (error) {
      if (!(error instanceof NotJson)) throw error;
      const message = `Data is stored as JSON of at most ${maxDepth} levels. ${error.message}`;
      context.addIssue({ code: "custom", message, path: [...error.path] });
      return z.NEVER;
    }
  });
