/**
 * Whether Redis itself answered with this error. All other errors are about the connection: it was
 * closed, or no answer came in time.
 */
export const isErrorReply = (error: unknown): error is Error =>
  error instanceof Error && error.name === "ReplyError";
