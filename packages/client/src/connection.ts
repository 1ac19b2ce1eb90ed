import { comesBack, type Down, subprotocol, type Up } from "@taskwire/core/protocol";
import { type Closed, timeoutCode, unauthenticatedCode } from "./closed.ts";
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
// A refused token gets at least this pause: the next one is rarely better at once. A person who is
// signed out may stay so for hours.
const refusedWaitMs = 1_000;
const maxSignedOutWaitMs = 300_000;
/** The longest time that `token` may take, and then the way from the socket to `welcome`, in ms. */
const maxOpeningMs = 10_000;
// After a silence the client asks the server for a sign of life, and without one in time the socket
// counts as dead. Together, a dead line is noticed within 10 s.
const quietMs = 6_000;
const answerMs = 3_500;
/** The same when the network has changed or the page is back, when a dead line is likely. */
const answerAfterWakeMs = 2_000;

/** The server, and the person's way in. */
interface Address {
  readonly url: string;
  readonly token: () => string | Promise<string>;
}

/** A connection that reconnects by itself until it is closed, or until reconnecting can't help. */
export interface Connection {
  readonly state: "connecting" | "open" | "offline" | "signed out";
  /** Begins to connect. Later calls do nothing. */
  start(): void;
  /** Connects now, if nobody told it to wait. An open connection is checked. */
  wake(): void;
  /** Sends a frame if the connection is open, and returns whether it is. */
  send(frame: Up | string): boolean;
  close(closed: Closed): void;
}

/**
 * @param changed is called after the state has changed.
 * @param received is called with each frame of the server.
 * @param ended is called when the connection stops for good.
 */
export function createConnection(
  { url, token: askForToken }: Address,
  WebSocket: SocketConstructor,
  runtime: ClientRuntime,
  changed: () => void,
  received: (frame: Down) => void,
  ended: (closed: Closed) => void,
): Connection {
  let state: Connection["state"] = "connecting";
  let failures = 0;
  /** How often in a row a token was refused. */
  let refusals = 0;
  let socket: SocketLike | undefined;
  /** When the last `welcome` came. Infinity if this socket had none. */
  let openedAt = Infinity;
  /** The number of the attempt. A token that arrives after its attempt has ended is ignored. */
  let attempt = 0;
  /** Cancels the one timer: of the opening, of the silence, or of the wait. */
  let cancel = () => {};
  /** Whether a wake-up may end the wait. */
  let canWake = false;

  const stopWaking = onWake(wake);

  function wake() {
    if (state === "open") ask(answerAfterWakeMs);
    else if (canWake) void open();
  }

  function within(ms: number, run: () => void) {
    cancel();
    cancel = runtime.timer(ms, run);
  }

  const isDead = () => end(timeoutCode, "silent");

  async function open() {
    const mine = attempt;
    canWake = false;
    state = "connecting";
    within(maxOpeningMs, isDead);
    changed();
    try {
      const token = await askForToken();
      if (mine === attempt) connect(token);
    } catch (error) {
      if (mine !== attempt) return;
      const { code, message } = Object(error) as { readonly code?: unknown; message: string };
      // Any other error may be the network.
      const isRefused = code === "unauthenticated" || code === "forbidden";
      end(isRefused ? unauthenticatedCode : 0, message);
    }
  }

  function connect(token: string) {
    try {
      socket = new WebSocket(url, subprotocol);
    } catch (error) {
      return close({ code: 0, reason: String(error) });
    }
    socket.onopen = () => socket?.send(JSON.stringify({ type: "authenticate", token }));
    socket.onmessage = ({ data }) => {
      // Any frame is a sign of life.
      if (state === "open") listen();
      // An unreadable frame is skipped. If it was one of events, the next one shows the gap.
      const frame = parseJson(data);
      if (frame) receive(frame as Down);
    };
    socket.onclose = ({ code, reason }) => end(code, reason);
    // `onclose` follows and has the reason. Without a handler, `ws` throws.
    socket.onerror = () => {};
    within(maxOpeningMs, isDead);
  }

  const listen = () => within(quietMs, () => ask(answerMs));

  function ask(ms: number) {
    within(ms, isDead);
    send({ type: "ping" });
  }

  function receive(frame: Down) {
    if (frame.type === "welcome") {
      refusals = 0;
      openedAt = runtime.now();
      state = "open";
      listen();
    }
    if (frame.type === "ping") send({ type: "pong" });
    if (frame.type === "refresh") void refresh();
    received(frame);
  }

  // Without a token now, the socket closes when the old one expires, and each attempt asks again.
  async function refresh() {
    const mine = attempt;
    try {
      const token = await askForToken();
      if (mine === attempt) send({ type: "authenticate", token });
    } catch {}
  }

  /**
   * Closes the socket, if it isn't, and ignores it from now on: a dead peer never answers the closing
   * handshake, and some sockets wait for that.
   */
  function drop(code = 1000, reason = "") {
    cancel();
    attempt++;
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

  /**
   * The attempt has failed, the socket has ended, or it counts as dead. Waits before the next attempt:
   * for as long as the server said, or else by the backoff.
   */
  function end(code: number, reason: string) {
    drop(code, reason);
    const isRefused = code === unauthenticatedCode;
    if (!isRefused && !comesBack(code)) return close({ code, reason });
    // A token may expire on the way, so the first refusal says nothing about the person.
    const isSignedOut = isRefused && refusals++ > 0;
    if (runtime.now() - openedAt >= stableMs) failures = 0;
    openedAt = Infinity;
    const most = Math.min(
      isSignedOut ? maxSignedOutWaitMs : maxWaitMs,
      firstWaitMs * 2 ** failures++,
    );
    const own = (isRefused ? refusedWaitMs : 0) + runtime.random() * most;
    // The reason may be anything.
    const { retryAfterMs: told } = Object(parseJson(reason)) as { readonly retryAfterMs?: unknown };
    // The server spreads its clients over time, so nothing may shorten a wait that it told.
    canWake = !((told as number) >= 0);
    within(canWake ? own : (told as number), () => void open());
    state = isSignedOut ? "signed out" : "offline";
    changed();
  }

  function send(frame: Up | string) {
    const isOpen = state === "open";
    if (isOpen) socket?.send(typeof frame === "string" ? frame : JSON.stringify(frame));
    return isOpen;
  }

  function close(closed: Closed) {
    canWake = false;
    stopWaking();
    drop();
    state = "offline";
    ended(closed);
  }

  return {
    get state() {
      return state;
    },
    start() {
      if (attempt === 0) {
        attempt = 1;
        void open();
      }
    },
    wake,
    send,
    close,
  };
}
