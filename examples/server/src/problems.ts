import { TaskwireError } from "@taskwire/core";
import type { ErrorRequestHandler } from "express";
import type { z } from "zod";

/** A failure of this example's own routes, answered in the form that taskwire's routes use: RFC 9457 problem details. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The input, checked; else a 400 that names the field. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const { data, error } = schema.safeParse(input);
  if (!error) return data;
  const [issue] = error.issues;
  const place = issue?.path.join(".") || "body";
  throw new HttpError(400, "invalid", `${place}: ${issue?.message ?? "invalid"}`);
}

/** The last handler of the app. What nobody meant to show stays in the log. */
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
  if (error instanceof TaskwireError && error.code === "unauthenticated")
    return new HttpError(401, error.code, error.message);
  // What body-parser throws: bad JSON, too large a body.
  const { status, expose, message } = error as { status?: unknown; expose?: unknown; message?: unknown };
  if (typeof status === "number" && expose === true) return new HttpError(status, "invalid", String(message));
  console.error(error);
  return new HttpError(500, "internal", "Something went wrong on the server. Its log says what.");
}
