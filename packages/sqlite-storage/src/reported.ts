import { TaskwireError } from "@taskwire/core/adapter";
import { failureOf } from "./failure.ts";

/** Runs something and reports what fails as a `TaskwireError`. */
export function reported<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw reportedError(error);
  }
}

/** Any error as one of ours, after which nothing was kept. Tools, that have two files open, let it name the file. */
export function reportedError(error: unknown, path?: string): TaskwireError {
  if (error instanceof TaskwireError) return error;
  const { code, message } = failureOf(error);
  return new TaskwireError(code, path === undefined ? message : `${path}: ${message}`);
}
