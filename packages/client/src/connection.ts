import { comesBack, type Down, subprotocol, type Up } from "@taskwire/core/protocol";
import { type Closed, timeoutCode, unauthenticatedCode } from "./closed.ts";
import { parseJson } from "./json.ts";
import type { ClientRuntime } from "./runtime.ts";
import type { SocketConstructor, SocketLike } from "./socket.ts";
import { onWake } from "./wake.ts";

/** The URL of the server, and the function that returns a token. */
interface Address {
  readonly url: string;
  readonly token: () => string | Promise<string>;
}

/** A connection that reconnects by itself until it is closed, or until reconnecting can't help. */
export interface Connection {
  readonly state: "connecting" | "open" | "offline" | "signed out";
  /** Begins to connect. Later calls do nothing. */
  start(): void;
  /**
   * Connects now, unless the server said how long to wait. Checks a connection that is already
   * open.
   */
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
  // These are in the function because bundlers put the numbers of its constants in place: fewer bytes.

  // Before each attempt, the client waits a random time up to a limit. The limit doubles with each
  // attempt. So clients that lost the same server don't all come back at the same moment. The limit
  // starts again only after a connection of at least 30 s. So a server that accepts connections and
  // drops them is not overloaded either.
  const firstWaitMs = 500;
  const maxWaitMs = 20_000;
  const stableMs = 30_000;
  // After a refused token, the client waits at least this long, because the next token is often
  // refused too. A person may stay signed out for hours.
  const refusedWaitMs = 1_000;
  const maxSignedOutWaitMs = 300_000;
  /**
   * Maximum time of the function `token`, and then of the time from opening the socket to `welcome`,
   * in ms.
   */
  const maxOpeningMs = 10_000;
  // If no frame arrives for `quietMs`, the client sends a ping. If no frame arrives within `answerMs`
  // after that, the connection counts as dead. So a dead connection is noticed within 10 s.
  const quietMs = 6_000;
  const answerMs = 3_500;
  /**
   * The same after the network has changed or the page has become visible: then a dead connection is
   * likely.
   */
  const answerAfterWakeMs = 2_000;
  /** If more letters than these wait for a ping when a frame arrives, the client sends one. */
  const maxUnasked = 500;

  let state: Connection["state"] = "connecting";
  let failures = 0;
  /** How often in a row a token was refused. */
  let refusals = 0;
  let socket: SocketLike | undefined;
  /** The time of the last `welcome`. Infinity if none has arrived on this socket. */
  let openedAt = Infinity;
  /** The number of letters that were sent, as far as no `pong` has shown that the server has them. */
  let unanswered = 0;
  /** How many of them the next `pong` is about. 0 if no ping is out. */
  let asked = 0;
  /** The number of the attempt. A token that arrives after its attempt has ended is ignored. */
  let attempt = 0;
  /**
   * Cancels the timer. There is only one at a time: for the opening, for a silence, or for the wait
   * before an attempt.
   */
  let cancel: (() => void) | undefined;
  /** Whether `wake` may end the wait before the next attempt. */
  let canWake = false;

  const stopWaking = onWake(wake);

  function wake() {
    if (state === "open") ask(answerAfterWakeMs);
    else if (canWake) void open();
  }

  function within(ms: number, run: () => void) {
    cancel?.();
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
      // Any other error may come from the network, so the client tries again.
      const isRefused = code === "unauthenticated" || code === "forbidden";
      // The app knows that nobody is logged in, so this is not a token that expired on its way.
      if (isRefused) refusals++;
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
      // An unreadable frame is skipped. If it contained events, the client notices the gap when the
      // next events arrive.
      const frame = parseJson(data);
      if (frame) receive(frame as Down);
    };
    socket.onclose = ({ code, reason }) => end(code, reason);
    // `onclose` is called next, with the reason. This handler is needed because `ws` throws without
    // one.
    socket.onerror = () => {};
    within(maxOpeningMs, isDead);
  }

  function ask(ms: number) {
    // The ping arrives after them. A slow line, of 32 kbit/s, takes up to 0.75 ms for each.
    within(ms + unanswered, isDead);
    // Only one is out at a time. So it is known which one a `pong` answers.
    if (!asked) {
      asked = unanswered + 1;
      send({ type: "ping" });
    }
  }

  function receive(frame: Down) {
    if (frame.type === "welcome") {
      refusals = unanswered = asked = 0;
      openedAt = runtime.now();
      state = "open";
    }
    // The server has all that was sent before the ping. Any other frame may have been on its way.
    if (frame.type === "pong") {
      unanswered -= asked;
      asked = 0;
    }
    // Any frame shows that the connection is alive. If frames keep arriving, it is never quiet, so
    // the client asks earlier.
    if (state === "open") {
      if (unanswered - asked > maxUnasked) ask(quietMs + answerMs);
      else within(quietMs, () => ask(answerMs));
    }
    if (frame.type === "ping") send({ type: "pong" });
    if (frame.type === "refresh") void refresh();
    received(frame);
  }

  // If there is no token now, nothing happens yet. When the old token expires, the socket closes,
  // and each new attempt asks for a token again.
  async function refresh() {
    const mine = attempt;
    try {
      const token = await askForToken();
      if (mine === attempt) send({ type: "authenticate", token });
    } catch {}
  }

  /**
   * Closes the socket if it is still open, and ignores it from now on. It does not wait for the
   * closing handshake, because a dead peer never answers it.
   */
  function drop(code = 1000, reason = "") {
    cancel?.();
    attempt++;
    const old = socket as SocketLike;
    socket = undefined;
    try {
      old.onopen = old.onmessage = old.onclose = null;
      old.close(code, reason);
    } catch {
      // There is no socket, it is not open yet, or it can't be closed with this code.
    }
  }

  /**
   * Called if the attempt has failed, the socket has closed, or the connection counts as dead.
   * Waits before the next attempt: as long as the server said, or else the random time.
   */
  function end(code: number, reason: string) {
    drop(code, reason);
    const isRefused = code === unauthenticatedCode;
    if (!isRefused && !comesBack(code)) return close({ code, reason });
    // A token may expire on its way to the server. So the first refused token does not mean that
    // the person is signed out.
    const isSignedOut = isRefused && refusals++ > 0;
    if (runtime.now() - openedAt >= stableMs) failures = 0;
    openedAt = Infinity;
    const most = Math.min(
      isSignedOut ? maxSignedOutWaitMs : maxWaitMs,
      firstWaitMs * 2 ** failures++,
    );
    // The close reason can be any text.
    const { retryAfterMs: told } = Object(parseJson(reason)) as { readonly retryAfterMs?: unknown };
    // The server tells its clients different times, so that they don't all return at once. So
    // nothing may shorten this wait.
    canWake = !((told as number) >= 0);
    within(
      canWake ? (isRefused ? refusedWaitMs : 0) + runtime.random() * most : (told as number),
      () => void open(),
    );
    state = isSignedOut ? "signed out" : "offline";
    changed();
  }

  function send(frame: Up | string) {
    const isOpen = state === "open";
    if (isOpen) socket?.send(typeof frame === "string" ? frame : JSON.stringify(frame));
    // Only calls are long. They are strings. Any other frame counts as one letter.
    unanswered += (frame as string).length || 1;
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
      if (attempt) return;
      attempt++;
      void open();
    },
    wake,
    send,
    close,
  };
}
