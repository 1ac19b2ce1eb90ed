import { comesBack, type Down, TaskwireError, type Up } from "@taskwire/core/protocol";
import { createBackoff } from "./backoff.ts";
import { type Closed, codes } from "./closed.ts";
import { parseJson } from "./json.ts";
import type { ClientRuntime } from "./runtime.ts";
import { openWire, type SocketConstructor, type Wire } from "./socket.ts";
import { onWake } from "./wake.ts";

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
  const nextWait = createBackoff(runtime);
  let state: Connection["state"] = "connecting";
  let wire: Wire | undefined;
  let openedAt = Infinity;
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
    wire?.check();
  });

  function become(next: Connection["state"]) {
    state = next;
    on.changed();
  }

  async function open() {
    cancelWait = undefined;
    become("connecting");
    let token: string;
    try {
      token = await options.token();
    } catch (error) {
      if (isClosed) return;
      // Without the right to a token, another attempt can't help. Any other error may be the network.
      const { code, message } = error as TaskwireError;
      return error instanceof TaskwireError && (code === "unauthenticated" || code === "forbidden")
        ? close({ code: codes.unauthenticated, reason: message })
        : wait();
    }
    if (isClosed) return;
    try {
      wire = openWire(options.WebSocket, options.url, token, runtime, { frame: receive, ended });
    } catch (error) {
      close({ code: 0, reason: `No socket can be opened to ${options.url}: ${error}` });
    }
  }

  function receive(frame: Down) {
    if (frame.type === "welcome") {
      wasRefused = false;
      openedAt = runtime.now();
      wire?.welcomed(frame.limits);
      state = "open";
    }
    if (frame.type === "ping") send({ type: "pong" });
    if (frame.type === "refresh") void refresh();
    on.frame(frame);
  }

  // Without a token now, the socket closes when the old one expires, and each attempt asks again.
  async function refresh() {
    const asked = wire;
    try {
      const token = await options.token();
      if (asked === wire) send({ type: "authenticate", token });
    } catch {}
  }

  function ended(code: number, reason: string) {
    wire = undefined;
    on.lost();
    // The token may have expired on the way. The second refusal in a row is final.
    const isFirstRefusal = code === codes.unauthenticated && !wasRefused;
    if (isFirstRefusal) wasRefused = true;
    // This side authenticates at once, so the server closes with this code if the line was slow.
    if (comesBack(code) || code === codes.authenticationTimeout || isFirstRefusal)
      wait((parseJson(reason) as { retryAfterMs?: unknown } | undefined)?.retryAfterMs);
    else close({ code, reason });
  }

  /** Waits before the next attempt: for as long as the server said, or else by the backoff. */
  function wait(wanted?: unknown) {
    const own = nextWait(openedAt);
    openedAt = Infinity;
    const isTold = typeof wanted === "number" && wanted >= 0;
    // The server spreads its clients over time, so nothing may shorten such a wait.
    canWake = !isTold;
    cancelWait = runtime.timer(isTold ? wanted : own, () => void open());
    become("offline");
  }

  function send(frame: Up | string) {
    wire?.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  function close(closed: Closed) {
    if (isClosed) return;
    isClosed = true;
    stopWaking();
    cancelWait?.();
    wire?.close();
    wire = undefined;
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
