import { TaskwireError } from "@taskwire/core/adapter";
import { type Failure, failureOf } from "./failure.ts";

/** Runs a function and throws its errors as `TaskwireError`s. */
export function withTaskwireErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw toTaskwireError(error);
  }
}

/**
 * Converts an error after which nothing was written. Tools have two files open, so they pass the
 * path that the message shall name.
 */
export function toTaskwireError(error: unknown, path?: string): TaskwireError {
  if (error instanceof TaskwireError) return error;
  const { code, message } = failureOf(error);
  return new TaskwireError(code, path === undefined ? message : `${path}: ${message}`);
}

/** Converts a failure that the writer's thread reported. */
export const errorOf = ({ code, message }: Failure): TaskwireError =>
  new TaskwireError(code, message);
