import { type ErrorCode, errorCodes, TaskwireError, toErrorBody } from "@taskwire/core/adapter";
import type { NextFunction, Request, Response } from "express";
import { z } from "zod";

/** Problem details (RFC 9457), with the fields of taskwire's error as extension members. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: "`urn:taskwire:problem:<code>`; stable." }),
    title: z.string(),
    status: z.int(),
    detail: z
      .string()
      .meta({ description: "The reason and the cure in English, for a developer or a log." }),
    code: z.enum(Object.keys(errorCodes) as ErrorCode[]),
    details: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: "Facts for a program." }),
  })
  .meta({ id: "Problem", description: "Problem details (RFC 9457)." });

/** An error of code `invalid` for which HTTP has a more specific status than 400. */
export class RequestError extends TaskwireError {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };

  constructor(
    status: number,
    message: string,
    headers: { readonly [name: string]: string } = {},
    { code = "invalid", details }: Partial<Pick<TaskwireError, "code" | "details">> = {},
  ) {
    super(code, message, details);
    this.status = status;
    this.headers = headers;
  }
}

/** The record doesn't have a version that `If-Match` names. */
export const preconditionFailed = ({ message, details }: TaskwireError): RequestError =>
  new RequestError(412, message, {}, { code: "conflict", details });

/** Values of `WWW-Authenticate` for a missing and for a wrong token. */
export const challenges = { missing: "Bearer", wrong: 'Bearer error="invalid_token"' } as const;

/**
 * The last handler of the router: answers with problem details for anything that was thrown. Only
 * text that is meant for clients is sent.
 */
export function sendProblem(
  error: unknown,
  request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (response.headersSent) return next(error);
  const converted = fromExpress(error);
  const { code, message, details } = toErrorBody(converted);
  const status = converted instanceof RequestError ? converted.status : errorCodes[code].status;
  const type = `urn:taskwire:problem:${code}`;
  const body = {
    type,
    title: titleOf(code),
    status,
    detail: message,
    code,
    ...(details && { details }),
  };
  if (converted instanceof RequestError) response.set(converted.headers);
  if (code === "unauthenticated") {
    response.set(
      "WWW-Authenticate",
      request.headers.authorization === undefined ? challenges.missing : challenges.wrong,
    );
  }
  const { retryAfterMs } = details ?? {};
  // Whole seconds, rounded up: a client that comes back too early would be refused again.
  if (typeof retryAfterMs === "number")
    response.set("Retry-After", String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  send(response, status, JSON.stringify(body), "application/problem+json");
}

/**
 * Sends JSON, and returns its bytes. No cache may store it: it is for one user, at this moment.
 *
 * @param json as text, or compressed if the headers say so
 */
export function send(
  response: Response,
  status: number,
  json: string | Buffer,
  type = "application/json",
  headers: { readonly [name: string]: string } = {},
): number {
  const bytes = Buffer.byteLength(json);
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader("Content-Type", type);
  response.setHeader("Cache-Control", "no-store");
  response.setHeader("Content-Length", bytes);
  response.end(json);
  return bytes;
}

const titleOf = (code: ErrorCode): string =>
  (code.charAt(0).toUpperCase() + code.slice(1)).replaceAll("_", " ");

// Express and its body parser throw errors with a status. Their messages repeat parts of the
// request, so they are replaced.
function fromExpress(error: unknown): unknown {
  if (error instanceof TaskwireError || !(error instanceof Error) || !("status" in error))
    return error;
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (status === 413)
    return new TaskwireError("too_large", "The body is too large. Split it into several requests.");
  if (status === 415)
    return new RequestError(415, "The body has to be JSON in UTF-8, not compressed.");
  if (type === "entity.parse.failed")
    return new TaskwireError("invalid", "The body is not a JSON object.");
  if (typeof status === "number" && status < 500)
    return new TaskwireError("invalid", "The request is not valid HTTP.");
  return error;
}
