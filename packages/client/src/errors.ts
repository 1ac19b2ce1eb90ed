import { type ErrorBody, TaskwireError } from "@taskwire/core/protocol";

/**
 * Makes the error that a frame of the server describes. If `key` is given, the outcome of that call
 * is unknown, and the error's details contain the key.
 */
export const errorFrom = (
  { code, message, details }: Pick<ErrorBody, "code" | "message" | "details">,
  key?: string | false,
): TaskwireError =>
  key
    ? new TaskwireError("unknown_outcome", message, { ...details, key })
    : new TaskwireError(code, message, details);
