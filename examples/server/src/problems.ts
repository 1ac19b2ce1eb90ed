import { errorCodes, TaskwireError } from "@taskwire/core";
import type { ErrorRequestHandler } from "express";
import type { z } from "zod";

/**
 * An error of this example's own routes. Like taskwire's, it is sent as RFC 9457 problem details.
 */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Validates input and returns it. Throws a 400 that names the wrong field. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = safeParse(schema, input);
  if (result?.success) return result.data;
  const [issue] = result?.error.issues ?? [];
  const field = issue?.path.join(".") || "body";
  throw new HttpError(400, "invalid", `${field}: ${issue?.message ?? "invalid"}`);
}

/**
 * Wraps zod's `safeParse`, which throws if a text is expected and the input is an object whose
 * `length` can't be compared, for example `{"length":{"toString":1}}`.
 */
function safeParse<T>(schema: z.ZodType<T>, input: unknown): z.ZodSafeParseResult<T> | undefined {
  try {
    return schema.safeParse(input);
  } catch {
    return undefined;
  }
}

/** The app's last handler: sends errors. Unexpected ones are logged, and their text isn't sent. */
export const answerProblem: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { status, code, message } = toHttpError(error);
  response
    .status(status)
    .type("application/problem+json")
    .json({ type: "about:blank", title: code, status, code, detail: message });
};

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof TaskwireError && error.code !== "internal")
    return new HttpError(errorCodes[error.code].status, error.code, error.message);
  // Express could not decode the path. This is a mistake of the client, and nothing for the log.
  if (error instanceof URIError)
    return new HttpError(400, "invalid", "The address has an escape that is not UTF-8.");
  // Errors of body-parser, for example for invalid JSON or a body that is too large.
  const { status, expose, message } = error as {
    status?: unknown;
    expose?: unknown;
    message?: unknown;
  };
  if (typeof status === "number" && expose === true)
    return new HttpError(status, "invalid", String(message));
  console.error(error);
  if (isStorageFailure(error))
    return new HttpError(
      503,
      "unavailable",
      "The server can't read or write its files right now. Try again later.",
    );
  return new HttpError(
    500,
    "internal",
    "Something went wrong on the server. The server's log says what.",
  );
}

// Busy, locked, read-only, I/O error, full, can't open: https://sqlite.org/rescode.html. All others
// are bugs in this code.
const storageFailures = [5, 6, 8, 10, 13, 14];

function isStorageFailure(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  // The low byte is the primary code, for example SQLITE_IOERR of SQLITE_IOERR_FSYNC.
  return typeof errcode === "number" && storageFailures.includes(errcode & 0xff);
}
