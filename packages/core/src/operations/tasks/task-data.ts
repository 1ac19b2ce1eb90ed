import { z } from "zod";
import { canonicalJson } from "../../model/canonical-json.ts";
import { checkStorable, maxStoredLevels } from "../../model/check-storable.ts";
import { NotJson } from "../../model/not-json.ts";
import { HostCodeError } from "../../model/safe-parse.ts";

/**
 * Returns a task's data as every storage keeps it and every reader gets it. Values that a storage or `JSON.parse`
 * could change are refused, see {@link checkStorable}.
 *
 * @throws {NotJson} with the part that can't be stored, and with a replacement for it.
 */
export function storedData(data: unknown): unknown {
  const stored: unknown = JSON.parse(canonicalJson(data));
  checkStorable(stored, maxStoredLevels);
  return stored;
}

/** Returns a schema that also converts the data to the form in which it is stored. */
export const asStoredData = (schema: z.ZodType): z.ZodType =>
  schema.transform((data, context) => {
    try {
      return storedData(data);
    } catch (error) {
      // A getter or a `toJSON` of the app has thrown this error.
      if (!(error instanceof NotJson))
        throw new HostCodeError(`The data of a task can't be made into JSON: ${String(error)}`, {
          cause: error,
        });
      const message = `Data is stored as JSON of at most ${maxStoredLevels} levels. ${error.message}`;
      context.addIssue({ code: "custom", message, path: [...error.path] });
      return z.NEVER;
    }
  });
