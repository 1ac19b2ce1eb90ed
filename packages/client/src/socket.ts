// Written as a method, so that the stricter event types of every WebSocket class are accepted.
type Handler<Event> = { handle(event: Event): void }["handle"] | null;

/** The part of a WebSocket that the client uses. Those of browsers, of Node and of `ws` have it. */
export interface SocketLike {
  onopen: Handler<unknown>;
  onmessage: Handler<{ readonly data: unknown }>;
  onclose: Handler<{ readonly code: number; readonly reason: string }>;
  onerror: Handler<unknown>;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** A constructor of such sockets. */
export type SocketConstructor = new (url: string, protocol: string) => SocketLike;
