import { type ErrorBody, TaskwireError } from "@taskwire/core/protocol";

/** The error that a frame of the server describes. */
export const errorFrom = ({ code, message, details }: ErrorBody): TaskwireError =>
  new TaskwireError(code, message, details);
