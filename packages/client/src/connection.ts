import {
  closeCodes,
  comesBack,
  type Down,
  TaskwireError,
  type Up,
  type Welcome,
} from "@taskwire/core/protocol";
import { createBackoff } from "./backoff.ts";
import type { Closed } from "./closed.ts";
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
  welcome(welcome: Welcome): void;
  frame(frame: Exclude<Down, Welcome>): void;
  lost(): void;
  closed(closed: Closed): void;
}

/** A connection that comes back by itself until it is closed, or told that coming back is of no use. */
export interface Connection {
  readonly state: "connecting" | "open" | "offline";
  open(): void;
  send(frame: Up | string): void;
  close(closed: Closed): void;
}

function retryAfter(reason: string): number | undefined {
  try {
    const { retryAfterMs } = JSON.parse(reason);
    return retryAfterMs >= 0 ? Number(retryAfterMs) : undefined;
  } catch {
    return undefined;
  }
}

const isRefusal = (error: unknown): error is TaskwireError =>
  error instanceof TaskwireError &&
  (error.code === "unauthenticated" || error.code === "forbidden");

export function createConnection(options: ConnectionOptions, on: ConnectionEvents): Connection {
  const { runtime } = options;
  const backoff = createBackoff(runtime);
  let state: Connection["state"] = "connecting";
  let wire: Wire | undefined;
  let endWait: (() => void) | undefined;
  let canWake = false;
  let refusedBefore = false;
  let isClosed = false;

  const stopWaking = onWake(() => {
    if (endWait && canWake) {
      endWait();
      void open();
    }
    wire?.check();
  });

  function become(next: Connection["state"]) {
    state = next;
    on.changed();
  }

  async function open() {
    endWait = undefined;
    become("connecting");
    let token: string;
    try {
      token = await options.token();
    } catch (error) {
      if (isClosed) return;
      // No token because the person may not: asking again won't help. All else may be a network that is down.
      if (!isRefusal(error)) return wait();
      return close({ code: closeCodes.unauthenticated, reason: error.message });
    }
    if (isClosed) return;
    try {
      wire = openWire(options.WebSocket, options.url, token, runtime, { frame: receive, ended });
    } catch (error) {
      close({ code: 0, reason: `No socket can be opened to ${options.url}: ${error}` });
    }
  }

  function receive(frame: Down) {
    switch (frame.type) {
      case "welcome":
        refusedBefore = false;
        backoff.opened();
        wire?.welcomed(frame.limits);
        state = "open";
        return on.welcome(frame);
      case "ping":
        send({ type: "pong" });
        break;
      case "refresh":
        void refresh();
    }
    on.frame(frame);
  }

  // When there is no token now, the socket closes at the old one's end, and each new attempt asks again.
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
    // The token may have run out on the way: a second one that is refused is the end.
    const isFirstRefusal = code === closeCodes.unauthenticated && !refusedBefore;
    if (isFirstRefusal) refusedBefore = true;
    // This side authenticates at once: a server that heard nothing of it says that the line was slow.
    const wasHeldUp = code === closeCodes.authenticationTimeout;
    if (comesBack(code) || wasHeldUp || isFirstRefusal) wait(retryAfter(reason));
    else close({ code, reason });
  }

  function wait(wanted?: number) {
    const own = backoff.next();
    // A server that said when to come back spreads its clients: nothing may shorten that.
    canWake = wanted === undefined;
    endWait = runtime.timer(wanted ?? own, () => void open());
    become("offline");
  }

  function send(frame: Up | string) {
    wire?.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  function close(closed: Closed) {
    if (isClosed) return;
    isClosed = true;
    stopWaking();
    endWait?.();
    wire?.close();
    wire = undefined;
    state = "offline";
    on.closed(closed);
  }

  return {
    get state() {
      return state;
    },
    open: () => void open(),
    send,
    close,
  };
}
