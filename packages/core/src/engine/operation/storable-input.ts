import { TaskwireError } from "../../errors.ts";
import { maxLevels } from "../../model/canonical-json.ts";
import { checkStorable } from "../../model/check-storable.ts";
import { NotJson } from "../../model/not-json.ts";

/**
 * Refuses numbers that JSON may have rounded before they arrived here, texts that not every storage
 * keeps, fields with the name `__proto__`, and inputs that are nested too deeply. Schemas such as
 * `z.json()` and `z.string()` allow them.
 *
 * @throws {TaskwireError} `invalid` with the path of the first one, and the cure.
 */
export function checkStorableInput(operation: string, input: unknown): void {
  try {
    checkStorable(input, maxLevels);
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    const path = error.path.join(".").slice(0, 100);
    const { message } = error;
    const where = path === "" ? "" : ` at "${path}"`;
    throw new TaskwireError("invalid", `The input of ${operation} is wrong${where}: ${message}.`, {
      problems: [{ path, message }],
    });
  }
}
