/**
 * All error codes. They are the same in process, over WebSocket and over HTTP. `retry` says what a caller
 * can do: `never` (no effect, and a retry won't help), `later` (no effect, but a retry may help), or
 * `same-key` (the outcome is unknown; retry with the same key, and there will be exactly one effect).
 *
 * @example
 * ```ts
 * console.log(errorCodes.refused); // { status: 409, retry: "never" }
 * ```
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

/** A stable name of what went wrong; see {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes;

/**
 * An error as JSON, as it leaves the process: the same over WebSocket and over HTTP, where these are
 * extension members of the problem details.
 */
export interface ErrorBody {
  readonly code: ErrorCode;
  /** The mistake and its correction, in English, for a developer or a log. */
  readonly message: string;
  /** Data for programs: for example the failed rule, the earlier decision, or the path of a wrong field. */
  readonly details?: { readonly [name: string]: unknown };
}

/**
 * An error that taskwire throws on purpose. All other errors are bugs, or come from your own code.
 *
 * @example
 * ```ts
 * try {
 *   await client.tasks.approve({ boardId, taskId, version: task.version });
 * } catch (error) {
 *   if (error instanceof TaskwireError && error.code === "refused") console.log(error.details);
 * }
 * ```
 */
export class TaskwireError extends Error {
  override readonly name = "TaskwireError";
  declare readonly code: ErrorCode;
  declare readonly details: { readonly [name: string]: unknown } | undefined;

  constructor(code: ErrorCode, message: string, details?: { readonly [name: string]: unknown }) {
    super(message);
    this.code = code;
    this.details = details;
  }

  toJSON(): ErrorBody {
    const { code, message, details } = this;
    // JSON leaves out details that are undefined.
    return { code, message, details } as ErrorBody;
  }
}

/** The text of an error whose own text callers may not see. */
export const internalMessage = "Something went wrong on the server. The server's log says what.";

/**
 * Converts anything thrown to what callers may see. A {@link TaskwireError} stays as it is. Everything
 * else becomes `internal` without its message, because a driver's message can contain SQL, paths or other
 * people's data.
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
    message: internalMessage,
  };
}
