import { closeCodes, type Down, type Limits, subprotocol } from "@taskwire/core/protocol";
import type { ClientRuntime } from "./runtime.ts";

// Written as a method so that every WebSocket's stricter event types fit.
type Handler<Event> = { handle(event: Event): void }["handle"] | null;

/** What the client needs of a WebSocket: the browser's, Node's, and the one of the package `ws` fit. */
export interface SocketLike {
  onopen: Handler<unknown>;
  onmessage: Handler<{ readonly data: unknown }>;
  onclose: Handler<{ readonly code: number; readonly reason: string }>;
  onerror: Handler<unknown>;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** The class of such sockets. */
export type SocketConstructor = new (url: string, protocol: string) => SocketLike;

/** From the opening of the socket to `welcome`, in ms. */
const welcomeMs = 10_000;

/** One socket from its opening to its end. */
export interface Wire {
  send(frame: string): void;
  /** The limits are known: from here on silence is judged by the server's own pings. */
  welcomed(limits: Limits): void;
  /** Judges the silence now; timers sleep with the machine. */
  check(): void;
  close(): void;
}

interface WireEvents {
  frame(frame: Down): void;
  /** Told once; nothing comes after it. */
  ended(code: number, reason: string): void;
}

function parse(data: unknown): Down | undefined {
  try {
    return typeof data === "string" ? JSON.parse(data) : undefined;
  } catch {
    return undefined;
  }
}

/** Opens a socket, authenticates, and watches that the server keeps talking. */
export function openWire(
  WebSocket: SocketConstructor,
  url: string,
  token: string,
  runtime: ClientRuntime,
  on: WireEvents,
): Wire {
  const socket = new WebSocket(url, subprotocol);
  let heardAt = runtime.now();
  let silenceMs = welcomeMs;
  let cancel = runtime.timer(silenceMs, check);

  function detach() {
    cancel();
    socket.onopen = socket.onmessage = socket.onclose = null;
  }

  // A dead peer never answers the closing handshake, and some wait a minute for it: so the end is now.
  function close(code = 1000, reason = "") {
    detach();
    try {
      socket.close(code, reason);
    } catch {
      // It may not be open yet, or closed already: gone is all that is wanted.
    }
  }

  function check() {
    // A clock that was set back must not make a silence look like the future.
    heardAt = Math.min(heardAt, runtime.now());
    const left = heardAt + silenceMs - runtime.now();
    cancel();
    if (left > 0) cancel = runtime.timer(left, check);
    else {
      close(closeCodes.timeout, "silent");
      on.ended(closeCodes.timeout, "silent");
    }
  }

  socket.onopen = () => socket.send(JSON.stringify({ type: "authenticate", token }));
  socket.onmessage = ({ data }) => {
    heardAt = runtime.now();
    // What can't be read is skipped: were it events, the next frame shows the gap.
    const frame = parse(data);
    if (frame) on.frame(frame);
  };
  socket.onclose = ({ code, reason }) => {
    detach();
    on.ended(code, reason);
  };
  // `close` follows and says all; without a listener `ws` throws.
  socket.onerror = () => {};

  return {
    send: (frame) => socket.send(frame),
    welcomed(limits) {
      silenceMs = limits.pingMs * 1.1 + limits.pongMs;
      check();
    },
    check,
    close: () => close(),
  };
}
