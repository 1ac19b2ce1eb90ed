import { type closeCodes, TaskwireError } from "@taskwire/core/protocol";

/**
 * Why the client stopped for good. `code` is the close code of the socket. It is 1000 after
 * `client.close()`, and 0 if no socket can be opened to the URL.
 */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

// The close codes that the client needs. They are repeated here so that a browser does not load all
// codes. Their types make sure that they are equal to those of the protocol.
export const timeoutCode: (typeof closeCodes)["timeout"] = 4002;
export const unauthenticatedCode: (typeof closeCodes)["unauthenticated"] = 4401;
export const forbiddenCode: (typeof closeCodes)["forbidden"] = 4403;

/** The error of every call and store of a client that has stopped. */
export const closedError = ({ code, reason }: Closed): TaskwireError =>
  new TaskwireError(
    code === forbiddenCode ? "forbidden" : "unavailable",
    `The client is closed (${reason || code}).`,
  );
