import { closeCodes, type ErrorCode, TaskwireError } from "@taskwire/core/protocol";

/** Why the client stopped for good. `code` is the socket's close code; 1000: `client.close()`; 0: there can be no socket to this url. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

const codes: { readonly [code: number]: ErrorCode } = {
  [closeCodes.unauthenticated]: "unauthenticated",
  [closeCodes.forbidden]: "forbidden",
};

/** What it means for all that still waits. */
export const closedError = ({ code, reason }: Closed): TaskwireError =>
  new TaskwireError(
    codes[code] ?? "unavailable",
    `The client is closed: ${reason.replace(/\.$/, "") || code}.`,
  );
