/**
 * Whether Redis itself answered with this error. All other errors are about the connection: it was
 * closed, or no answer came in time.
 */
export const isErrorReply = (error: unknown): error is Error =>
  error instanceof Error && error.name === "ReplyError";

/**
 * Adds the cure to Redis's own text, if the user lacks a right. All other errors stay as they are.
 */
export const withCure = (error: Error): Error =>
  /^NOPERM /.test(error.message)
    ? new Error(
        `${error.message.replace(/\.?$/, ".")} Grant the Redis user the commands and channels that the transport uses: its README lists them.`,
        { cause: error },
      )
    : error;

/**
 * Returns the words with which Redis refuses a connection, before any command: it has no room for another
 * client. ioredis does not report them, because no command is answered. Undefined for all other data.
 */
export function refusalOf(data: Buffer): Error | undefined {
  const [, text] =
    /^-(ERR max number of clients[^\r]*)\r/.exec(data.toString("latin1", 0, 200)) ?? [];
  if (text === undefined) return undefined;
  const reply = Object.assign(new Error(text), { name: "ReplyError" });
  return new Error(`${text}. Raise \`maxclients\` of Redis, or close other clients.`, {
    cause: reply,
  });
}

/** Whether a problem that is reported is an answer of Redis, with or without the cure. */
export const isAnswer = (problem: Error): boolean => [problem, problem.cause].some(isErrorReply);
