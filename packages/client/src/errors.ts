import { type ErrorBody, TaskwireError } from "@taskwire/core/protocol";

/**
 * The error that a frame of the server describes. With the key of a call, the outcome of that call is
 * unknown.
 */
export const errorFrom = (
  { code, message, details }: Pick<ErrorBody, "code" | "message" | "details">,
  key?: string | false,
): TaskwireError =>
  key
    ? new TaskwireError("unknown_outcome", message, { ...details, key })
    : new TaskwireError(code, message, details);
