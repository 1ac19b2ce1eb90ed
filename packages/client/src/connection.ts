import { comesBack, type Down, subprotocol, TaskwireError, type Up } from "@taskwire/core/protocol";
import {
  authenticationTimeoutCode,
  type Closed,
  timeoutCode,
  unauthenticatedCode,
} from "./closed.ts";
import { parseJson } from "./json.ts";
import type { ClientRuntime } from "./runtime.ts";
import type { SocketConstructor, SocketLike } from "./socket.ts";
import { onWake } from "./wake.ts";

// The wait before an attempt is a random part of a limit that doubles from attempt to attempt, so that
// clients that lost one server together don't come back together. Only a connection of at least 30 s
// starts the limit over: so a server that accepts connections and drops them is spared too.
const firstWaitMs = 500;
const maxWaitMs = 20_000;
const stableMs = 30_000;
/** The longest time from the opening of a socket to `welcome`, in ms. */
const maxWelcomeMs = 10_000;

export interface ConnectionOptions {
  readonly url: string;
  readonly token: () => string | Promise<string>;
  readonly WebSocket: SocketConstructor;
  readonly runtime: ClientRuntime;
}

interface ConnectionEvents {
  changed(): void;
  frame(frame: Down): void;
  lost(): void;
  closed(closed: Closed): void;
}

/** A connection that reconnects by itself until it is closed, or until reconnecting can't help. */
export interface Connection {
  readonly state: "connecting" | "open" | "offline";
  open(): void;
  send(frame: Up | string): void;
  close(closed: Closed): void;
}

export function createConnection(options: ConnectionOptions, on: ConnectionEvents): Connection {
  const { runtime } = options;
  let state: Connection["state"] = "connecting";
  let failures = 0;
  let socket: SocketLike | undefined;
  /** When the last `welcome` came. Infinity if this socket had none. */
  let openedAt = Infinity;
  /** When the last frame came. */
  let heardAt = 0;
  /** After a longer silence the socket counts as dead. */
  let maxSilenceMs = maxWelcomeMs;
  let cancelCheck = () => {};
  let cancelWait: (() => void) | undefined;
  /** Whether a wake-up may end the wait. */
  let canWake = false;
  let wasRefused = false;
  let isClosed = false;

  const stopWaking = onWake(() => {
    if (cancelWait && canWake) {
      cancelWait();
      void open();
    }
    // Timers stop while the machine sleeps.
    if (socket) check();
  });

  async function open() {
    cancelWait = undefined;
    state = "connecting";
    on.changed();
    let token: string;
    try {
      token = await options.token();
    } catch (error) {
      if (isClosed) return;
      // Without the right to a token, another attempt can't help. Any other error may be the network.
      const { code, message } = error as TaskwireError;
      return error instanceof TaskwireError && (code === "unauthenticated" || code === "forbidden")
        ? close({ code: unauthenticatedCode, reason: message })
        : wait();
    }
    if (isClosed) return;
    try {
      connect(token);
    } catch (error) {
      close({ code: 0, reason: `No socket opens to ${options.url}: ${error}` });
    }
  }

  function connect(token: string) {
    socket = new options.WebSocket(options.url, subprotocol);
    socket.onopen = () => send({ type: "authenticate", token });
    socket.onmessage = ({ data }) => {
      heardAt = runtime.now();
      // An unreadable frame is skipped. If it was one of events, the next one shows the gap.
      const frame = parseJson(data);
      if (frame) receive(frame as Down);
    };
    socket.onclose = ({ code, reason }) => end(code, reason);
    // `onclose` follows and has the reason. Without a handler, `ws` throws.
    socket.onerror = () => {};
    heardAt = runtime.now();
    maxSilenceMs = maxWelcomeMs;
    check();
  }

  /** Ends the connection if the server has been silent for too long, or else checks again later. */
  function check() {
    // If the clock was set back, the last frame is not in the future.
    heardAt = Math.min(heardAt, runtime.now());
    const left = heardAt + maxSilenceMs - runtime.now();
    cancelCheck();
    if (left > 0) cancelCheck = runtime.timer(left, check);
    else end(timeoutCode, "silent");
  }

  function receive(frame: Down) {
    if (frame.type === "welcome") {
      const { pingMs, pongMs } = frame.limits;
      wasRefused = false;
      openedAt = runtime.now();
      maxSilenceMs = pingMs * 1.1 + pongMs;
      check();
      state = "open";
    }
    if (frame.type === "ping") send({ type: "pong" });
    if (frame.type === "refresh") void refresh();
    on.frame(frame);
  }

  // Without a token now, the socket closes when the old one expires, and each attempt asks again.
  async function refresh() {
    const asked = socket;
    try {
      const token = await options.token();
      if (asked === socket) send({ type: "authenticate", token });
    } catch {}
  }

  /**
   * Closes the socket, if it isn't, and ignores it from now on: a dead peer never answers the closing
   * handshake, and some sockets wait for that.
   */
  function drop(code = 1000, reason = "") {
    cancelCheck();
    const old = socket;
    socket = undefined;
    if (!old) return;
    old.onopen = old.onmessage = old.onclose = null;
    try {
      old.close(code, reason);
    } catch {
      // It is not open yet, or it can't be closed with this code.
    }
  }

  /** The socket has ended, or it counts as dead. */
  function end(code: number, reason: string) {
    drop(code, reason);
    on.lost();
    // The token may have expired on the way. The second refusal in a row is final.
    const isFirstRefusal = code === unauthenticatedCode && !wasRefused;
    if (isFirstRefusal) wasRefused = true;
    // This side authenticates at once, so the server closes with this code if the line was slow.
    if (comesBack(code) || code === authenticationTimeoutCode || isFirstRefusal)
      wait((parseJson(reason) as { retryAfterMs?: number } | undefined)?.retryAfterMs);
    else close({ code, reason });
  }

  /** Waits before the next attempt: for as long as the server said, or else by the backoff. */
  function wait(wanted = -1) {
    if (runtime.now() - openedAt >= stableMs) failures = 0;
    openedAt = Infinity;
    const own = runtime.random() * Math.min(maxWaitMs, firstWaitMs * 2 ** failures++);
    // The reason may be anything.
    const isTold = wanted >= 0;
    // The server spreads its clients over time, so nothing may shorten such a wait.
    canWake = !isTold;
    cancelWait = runtime.timer(isTold ? wanted : own, () => void open());
    state = "offline";
    on.changed();
  }

  function send(frame: Up | string) {
    socket?.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  function close(closed: Closed) {
    if (isClosed) return;
    isClosed = true;
    stopWaking();
    cancelWait?.();
    drop();
    state = "offline";
    on.closed(closed);
  }

  return {
    get state() {
      return state;
    },
    open,
    send,
    close,
  };
}
