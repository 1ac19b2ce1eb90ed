import type { Down, Up, Welcome } from "@taskwire/core/protocol";
import { timeoutCode } from "../closed.ts";
import { parseJson } from "../json.ts";
import { type ClientRuntime, systemRuntime } from "../runtime.ts";
import type { SocketConstructor, SocketLike } from "../socket.ts";
import { createSwitchboard, type Extension } from "./switchboard.ts";

/** The options of `sharedByTabs`. */
export interface TabsOptions {
  /** The WebSocket of the tab that has the connection, e.g. `deflated()`. Default: the global one. */
  readonly WebSocket?: SocketConstructor;
  /** Default: the timers and the randomness of the machine. */
  readonly runtime?: ClientRuntime;
}

/** A message between the tab that has the connection and another tab. */
type Message =
  | { readonly join: string }
  | { readonly welcome: true }
  | { readonly up: Up }
  | { readonly down: Down }
  /** The server has not answered a tab. */
  | { readonly dead: true }
  | { readonly close: readonly [code: number, reason: string] };

// The other tab is asked again in between, because it may just be opening its channel.
const askMs = 250;
const maxAsks = 6;

/** The close code of a connection that was lost: the client comes back at once. */
const lost = 1006;
const gone = "The shared connection is gone.";

/**
 * If the server has not answered a ping for this time when another tab finds the connection dead, it is
 * dead. Otherwise one of the two tabs was blocked, and has not seen the answer or has not asked.
 */
const silentMs = 1_000;

/**
 * Returns a class of sockets with which the tabs of a browser share one connection. Pass it to
 * `createClient`. One of the tabs has the connection, and the others send and receive through it. When that
 * tab is closed or crashes, another one connects, and each client goes on where it was.
 *
 * Each tab first connects and authenticates by itself, so the server says who its person is. Only tabs of
 * the same person, login and server share. So a tab ends with its own login. If the app has no ids of
 * logins, the tabs of a person share. Where a browser has no Web Locks or no `BroadcastChannel`, and if
 * the other tab doesn't answer, the tab keeps its own connection.
 *
 * @example
 * ```ts
 * import { sharedByTabs } from "@taskwire/client/tabs";
 *
 * const client = createClient<typeof taskwire>({ url, token, WebSocket: sharedByTabs() });
 * ```
 */
export function sharedByTabs({
  WebSocket = globalThis.WebSocket as unknown as SocketConstructor,
  runtime = systemRuntime,
}: TabsOptions = {}): SocketConstructor {
  const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks as LockManager;
  if (!locks || typeof BroadcastChannel === "undefined") return WebSocket;
  // An arrow function can't be called with `new`.
  function open(url: string, protocol: string) {
    return openShared(new WebSocket(url, protocol), url, locks, runtime);
  }
  return open as unknown as SocketConstructor;
}

function openShared(
  own: SocketLike,
  url: string,
  locks: LockManager,
  runtime: ClientRuntime,
): SocketLike {
  /** Ends what this tab holds: its locks, channels and timers. */
  const ended = new AbortController();
  const whenEnded = new Promise<unknown>((resolve) =>
    ended.signal.addEventListener("abort", resolve),
  );
  /** Sends a frame of this tab. At first over its own connection. */
  let send = (data: string): void => own.send(data);
  let closeOwn = (code?: number, reason?: string): void => own.close(code, reason);
  /** Ends the connection for all tabs, because it is dead. Only the tab that has it can do so. */
  let endDead = () => {};
  /** Frames that arrive before it is known whether the tab shares. */
  let held: unknown[] | undefined;

  const socket: SocketLike = {
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send: (data) => send(data),
    close(code, reason) {
      closeOwn(code, reason);
      ended.abort();
    },
  };
  const deliver = (frame: Down) => socket.onmessage?.({ data: JSON.stringify(frame) });

  function end(code: number, reason: string) {
    if (ended.signal.aborted) return;
    ended.abort();
    socket.onclose?.({ code, reason });
  }

  function channel(name: string, take: (message: Message) => void) {
    const made = new BroadcastChannel(name);
    made.onmessage = ({ data }) => take(data as Message);
    void whenEnded.then(() => made.close());
    return {
      say(message: Message) {
        if (!ended.signal.aborted) made.postMessage(message);
      },
      close: () => made.close(),
    };
  }

  /** Takes a lock until this tab ends. Resolves to whether it was free. */
  function take(name: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      locks
        .request(name, { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          return lock && whenEnded;
        })
        .catch(reject);
    });
  }

  /** Calls `run` when the tab that has a lock is gone. */
  function whenFree(name: string, run: () => void) {
    locks.request(name, { signal: ended.signal }, run).catch(() => {});
  }

  /** This tab has the connection. Returns the function that lets another tab in. */
  function lead(name: string, welcome: Welcome) {
    /** When the first ping after the last pong was sent. Infinity: the server has answered. */
    let askedAt = Infinity;
    const board = createSwitchboard(welcome, (frame) => {
      if (frame.type === "ping") askedAt = Math.min(askedAt, runtime.now());
      own.send(JSON.stringify(frame));
    });
    const guests = new Map<string, (message: Message) => void>();
    const mine = board.join(deliver, true);
    send = (data) => mine.take(JSON.parse(data) as Up);
    function endGuests(code: number, reason: string) {
      for (const tell of guests.values()) tell({ close: [code, reason] });
    }
    closeOwn = (code, reason) => {
      endGuests(lost, gone);
      own.close(code, reason);
    };
    own.onmessage = ({ data }) => {
      const frame = parseJson(data) as Down | undefined;
      if (frame?.type === "pong") askedAt = Infinity;
      // The connection belongs to another login now.
      if (frame?.type === "authenticated" && frame.login !== welcome.login) return drop(1000);
      if (frame) board.receive(frame);
    };
    /** Every tab connects by itself again. */
    function drop(code: number) {
      own.onclose = null;
      closeOwn(code, "");
      end(lost, gone);
    }
    endDead = () => {
      if (runtime.now() - askedAt > silentMs) drop(timeoutCode);
    };
    own.onclose = ({ code, reason }) => {
      endGuests(code, reason);
      end(code, reason);
    };
    return (guest: string) => {
      const known = guests.get(guest);
      if (known) return known({ welcome: true });
      let extension: Extension | undefined;
      const line = channel(`${name}/${guest}`, (message) => {
        if ("up" in message) extension?.take(message.up);
      });
      guests.set(guest, line.say);
      extension = board.join((down) => line.say({ down }), false);
      whenFree(`${name}/${guest}`, () => {
        extension?.leave();
        guests.delete(guest);
        line.close();
      });
      line.say({ welcome: true });
    };
  }

  /** Another tab has the connection. Resolves to false if it doesn't answer. */
  async function join(name: string, welcome: Welcome, main: { say(message: Message): void }) {
    const tab = runtime.id();
    // While this tab holds the lock of its name, the other tab knows that it is there.
    await take(`${name}/${tab}`);
    return new Promise<boolean>((resolve) => {
      let cancel = () => {};
      let isIn = false;
      const line = channel(`${name}/${tab}`, (message) => {
        if ("welcome" in message && !isIn) {
          isIn = true;
          cancel();
          own.onopen = own.onmessage = own.onclose = null;
          own.close(1000);
          send = (data) => line.say({ up: JSON.parse(data) as Up });
          closeOwn = (code) => {
            if (code === timeoutCode) main.say({ dead: true });
          };
          whenFree(name, () => end(lost, gone));
          resolve(true);
          deliver(welcome);
        }
        if ("down" in message) deliver(message.down);
        if ("close" in message) end(...message.close);
      });
      function ask(times: number) {
        if (times > 0) {
          main.say({ join: tab });
          cancel = runtime.timer(askMs, () => ask(times - 1));
        } else {
          line.close();
          resolve(false);
        }
      }
      void whenEnded.then(() => cancel());
      ask(maxAsks);
    });
  }

  async function share(welcome: Welcome) {
    const name = `taskwire:${url}:${welcome.user.id}:${welcome.login ?? ""}`;
    let greet: ((guest: string) => void) | undefined;
    const early: string[] = [];
    const main = channel(name, (message) => {
      if ("dead" in message) endDead();
      if (!("join" in message)) return;
      if (greet) greet(message.join);
      else early.push(message.join);
    });
    if (await take(name)) {
      if (ended.signal.aborted) return;
      greet = lead(name, welcome);
      early.forEach(greet);
      release(welcome);
    } else if (!(await join(name, welcome, main)) && !ended.signal.aborted) {
      main.close();
      release(welcome);
    }
  }

  /** The tab keeps its own connection: delivers what has arrived. */
  function release(welcome: Welcome) {
    const frames = held ?? [];
    held = undefined;
    deliver(welcome);
    for (const data of frames) own.onmessage?.({ data });
  }

  own.onopen = (event) => socket.onopen?.(event);
  own.onerror = (event) => socket.onerror?.(event);
  own.onclose = ({ code, reason }) => end(code, reason);
  own.onmessage = (event) => {
    if (held) return void held.push(event.data);
    const frame = parseJson(event.data) as Down | undefined;
    if (frame?.type !== "welcome") return socket.onmessage?.(event);
    held = [];
    share(frame).catch(() => release(frame));
  };
  return socket;
}
