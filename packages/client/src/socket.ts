import { type Down, type Limits, subprotocol } from "@taskwire/core/protocol";
import { codes } from "./closed.ts";
import { parseJson } from "./json.ts";
import type { ClientRuntime } from "./runtime.ts";

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

/** The longest time from the opening of a socket to `welcome`, in ms. */
const maxWelcomeMs = 10_000;

/** One socket, from its opening to its end. */
export interface Wire {
  send(frame: string): void;
  /** The limits are known. From here on, a silence longer than the server's pings allow is an end. */
  welcomed(limits: Limits): void;
  /** Checks now for how long the server is silent, because timers stop while the machine sleeps. */
  check(): void;
  close(): void;
}

interface WireEvents {
  frame(frame: Down): void;
  /** Called once. Nothing comes after it. */
  ended(code: number, reason: string): void;
}

/** Opens a socket, authenticates, and checks that the server keeps sending. */
export function openWire(
  WebSocket: SocketConstructor,
  url: string,
  token: string,
  runtime: ClientRuntime,
  on: WireEvents,
): Wire {
  const socket = new WebSocket(url, subprotocol);
  let heardAt = runtime.now();
  let maxSilenceMs = maxWelcomeMs;
  let cancelCheck = runtime.timer(maxSilenceMs, check);

  function detach() {
    cancelCheck();
    socket.onopen = socket.onmessage = socket.onclose = null;
  }

  // The end is now: a dead peer never answers the closing handshake, and some sockets wait for it.
  function close(code = 1000, reason = "") {
    detach();
    try {
      socket.close(code, reason);
    } catch {
      // It is not open yet, or it is closed already.
    }
  }

  function check() {
    // If the clock was set back, the last frame is not in the future.
    heardAt = Math.min(heardAt, runtime.now());
    const left = heardAt + maxSilenceMs - runtime.now();
    cancelCheck();
    if (left > 0) cancelCheck = runtime.timer(left, check);
    else {
      close(codes.timeout, "silent");
      on.ended(codes.timeout, "silent");
    }
  }

  socket.onopen = () => socket.send(JSON.stringify({ type: "authenticate", token }));
  socket.onmessage = ({ data }) => {
    heardAt = runtime.now();
    // An unreadable frame is skipped. If it was one of events, the next one shows the gap.
    const frame = parseJson(data);
    if (frame) on.frame(frame as Down);
  };
  socket.onclose = ({ code, reason }) => {
    detach();
    on.ended(code, reason);
  };
  // `onclose` follows and has the reason. Without a handler, `ws` throws.
  socket.onerror = () => {};

  return {
    send: (frame) => socket.send(frame),
    welcomed(limits) {
      maxSilenceMs = limits.pingMs * 1.1 + limits.pongMs;
      check();
    },
    check,
    close,
  };
}
