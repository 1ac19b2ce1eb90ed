// Written as a method so that every WebSocket's stricter event types fit.
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

/** A class of such sockets. */
export type SocketConstructor = new (url: string, protocol: string) => SocketLike;
