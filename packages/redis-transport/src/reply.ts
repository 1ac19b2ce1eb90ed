/** Whether an error is what the server answered; otherwise it is about the connection: closed, or no answer in time. */
export const isReply = (error: unknown): error is Error =>
  error instanceof Error && error.name === "ReplyError";
