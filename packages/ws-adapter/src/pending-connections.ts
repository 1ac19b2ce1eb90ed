import type { IncomingMessage } from "node:http";

/**
 * Counts the connections that have not authenticated yet, by network (`networkOf`), so that one
 * network cannot fill the server with silent connections. It forgets a network when none of its
 * connections is pending, so it never has more entries than there are pending connections.
 */
export class PendingConnections {
  readonly #waiting = new Map<string, number>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  isFull(network: string): boolean {
    return (this.#waiting.get(network) ?? 0) >= this.#limit;
  }

  add(network: string): void {
    this.#waiting.set(network, (this.#waiting.get(network) ?? 0) + 1);
  }

  remove(network: string): void {
    const remaining = (this.#waiting.get(network) ?? 0) - 1;
    if (remaining > 0) this.#waiting.set(network, remaining);
    else this.#waiting.delete(network);
  }
}

/**
 * Returns the client's address. Each proxy appends the address that it saw to `X-Forwarded-For`. So
 * with n trusted proxies the n-th entry from the right is the client; the client may have invented
 * all entries to the left of it.
 */
export function addressOf(request: IncomingMessage, trustProxy: number): string {
  const forwarded = request.headers["x-forwarded-for"]?.toString().split(",") ?? [];
  const claimed = trustProxy > 0 ? forwarded.at(-trustProxy)?.trim() : undefined;
  return claimed || (request.socket.remoteAddress ?? "");
}
