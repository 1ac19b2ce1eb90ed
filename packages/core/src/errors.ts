/**
 * The closed set of error codes. They are the same in process, over WebSocket and over HTTP, and they tell three ways
 * to fail apart: *refused* (no effect, asking again won't help), *retry* (no effect, asking again may help) and
 * *unknown* (ask again with the same key: there will be one effect).
 */
export const errorCodes = {
  invalid: { status: 400, retry: "never" },
  unauthenticated: { status: 401, retry: "never" },
  forbidden: { status: 403, retry: "never" },
  not_found: { status: 404, retry: "never" },
  conflict: { status: 409, retry: "never" },
  refused: { status: 409, retry: "never" },
  key_reused: { status: 422, retry: "never" },
  too_large: { status: 413, retry: "never" },
  rate_limited: { status: 429, retry: "later" },
  internal: { status: 500, retry: "never" },
  unavailable: { status: 503, retry: "later" },
  unknown_outcome: { status: 503, retry: "same-key" },
} as const satisfies Record<string, { status: number; retry: "never" | "later" | "same-key" }>;

/** A stable word for what went wrong; see {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes;

/** What an error looks like once it has left the process: the same JSON over WebSocket and, as extension members of problem details, over HTTP. */
export interface ErrorBody {
  readonly code: ErrorCode;
  /** What is wrong and what to do about it, in English, for a developer or a log. */
  readonly message: string;
  /** Facts for a program: the rule that failed, who decided, the path of a wrong field. */
  readonly details?: { readonly [name: string]: unknown };
}

/**
 * Every failure that taskwire reports on purpose.
 *
 * @example
 * ```ts
 * try {
 *   await client.tasks.approve({ boardId, taskId });
 * } catch (error) {
 *   if (error instanceof TaskwireError && error.code === "refused") console.log(error.details);
 * }
 * ```
 */
export class TaskwireError extends Error {
  override readonly name = "TaskwireError";
  readonly code: ErrorCode;
  readonly details: { readonly [name: string]: unknown } | undefined;

  constructor(code: ErrorCode, message: string, details?: { readonly [name: string]: unknown }) {
    super(message);
    this.code = code;
    this.details = details;
  }

  toJSON(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.details && { details: this.details }),
    };
  }
}

/**
 * The public face of anything thrown: a {@link TaskwireError} as it is, all else as `internal` without its message,
 * because a driver's message may hold SQL, paths or other people's data.
 *
 * @example
 * ```ts
 * const body = toErrorBody(error);
 * response.status(errorCodes[body.code].status).json(body);
 * ```
 */
export function toErrorBody(error: unknown): ErrorBody {
  if (error instanceof TaskwireError) return error.toJSON();
  return {
    code: "internal",
    message: "Something went wrong on the server. The server's log says what.",
  };
}
