import type { IncomingMessage } from "node:http";

/**
 * Counts the connections that have not authenticated yet, by address, so that one address cannot
 * fill the server with silent connections. It holds an address only while one of its connections is
 * pending, so its size is bounded by them.
 */
export class PendingConnections {
  readonly #waiting = new Map<string, number>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  isFull(address: string): boolean {
    return (this.#waiting.get(address) ?? 0) >= this.#limit;
  }

  add(address: string): void {
    this.#waiting.set(address, (this.#waiting.get(address) ?? 0) + 1);
  }

  remove(address: string): void {
    const remaining = (this.#waiting.get(address) ?? 0) - 1;
    if (remaining > 0) this.#waiting.set(address, remaining);
    else this.#waiting.delete(address);
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
