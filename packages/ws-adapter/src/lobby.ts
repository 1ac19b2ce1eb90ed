import type { IncomingMessage } from "node:http";

/**
 * Counts the connections that have not said who they are, by address, so that nobody fills the server with silent ones.
 * It holds an address only while one of its connections waits, so it can't grow beyond them.
 */
export class Lobby {
  readonly #waiting = new Map<string, number>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  isFull(address: string): boolean {
    return (this.#waiting.get(address) ?? 0) >= this.#limit;
  }

  enter(address: string): void {
    this.#waiting.set(address, (this.#waiting.get(address) ?? 0) + 1);
  }

  leave(address: string): void {
    const left = (this.#waiting.get(address) ?? 0) - 1;
    if (left > 0) this.#waiting.set(address, left);
    else this.#waiting.delete(address);
  }
}

/**
 * Where a request came from. Each proxy appends whom it saw to `X-Forwarded-For`, so with n trusted ones the n-th from the
 * right is the client; what stands left of it the client may have made up.
 */
export function addressOf(request: IncomingMessage, trustProxy: number): string {
  const forwarded = request.headers["x-forwarded-for"]?.toString().split(",") ?? [];
  const claimed = trustProxy > 0 ? forwarded.at(-trustProxy)?.trim() : undefined;
  return claimed || (request.socket.remoteAddress ?? "");
}
