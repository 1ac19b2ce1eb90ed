import { TaskwireError } from "../../src/errors.ts";
import type { Observer } from "../../src/model/observation.ts";
import type { Limits } from "../../src/protocol/limits.ts";
import type { Link } from "../../src/session/link.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { memoryTransport } from "../../src/transport/memory.ts";
import { callAs } from "./call-as.ts";
import { rewindableStorage } from "./rewindable-storage.ts";

type Method = "get" | "list" | "events" | "heads";
type Frame = { readonly type: string; readonly [name: string]: unknown };

export type World = Awaited<ReturnType<typeof startWorld>>;

/**
 * A node whose storage can be delayed, fail, and lose data, with a board `sales` of Dao, Nok
 * (ADMIN) and Lek (ADMIN_LIMITED).
 */
export async function startWorld(given: Partial<Limits> = {}, observers: readonly Observer[] = []) {
  const runtime = fakeRuntime();
  const storage = rewindableStorage();
  const counts = { get: 0, list: 0, events: 0, heads: 0 };
  const failing = new Set<Method>();
  let held:
    | { method: Method; fits: (argument: unknown) => boolean; until: Promise<Error | undefined> }
    | undefined;

  /** The result is of the time of the call, however late it is delivered. */
  async function through<T>(method: Method, argument: unknown, run: () => Promise<T>): Promise<T> {
    counts[method]++;
    if (failing.has(method)) throw new TaskwireError("unavailable", "The storage is away.");
    const answer = await run();
    if (held?.method !== method || !held.fits(argument)) return answer;
    const { until } = held;
    held = undefined;
    const error = await until;
    if (error) throw error;
    return answer;
  }

  const subscribers = new Map<string, number>();
  const listeners = new Map<string, Set<(message: string) => void>>();
  const plain = memoryTransport();
  const transport = {
    ...plain,
    subscribers: (channel: string) => subscribers.get(channel),
    /** Reports a possible gap on a channel, as a transport does that was away. */
    lose: (channel: string) => listeners.get(channel)?.forEach((listener) => void listener("")),
    async subscribe(channel: string, listener: (message: string) => void) {
      const count = (by: number) => subscribers.set(channel, (subscribers.get(channel) ?? 0) + by);
      const off = await plain.subscribe(channel, listener);
      count(1);
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      return () => {
        count(-1);
        listeners.get(channel)?.delete(listener);
        off();
      };
    },
  };
  const slow: Storage = {
    ...storage,
    get: (refs, key) => through("get", refs, () => storage.get(refs, key)),
    list: (collection, query) => through("list", query, () => storage.list(collection, query)),
    events: (query) => through("events", query, () => storage.events(query)),
    heads: (topics) => through("heads", topics, () => storage.heads(topics)),
  };
  const limits = { callsPerSecond: 1_000, callBurst: 1_000, ...given };
  const taskwire = createTaskwire({
    storage: slow,
    transport,
    runtime,
    limits,
    observers,
    onError() {},
  });
  await taskwire.open();
  // Another node on the same storage, whose hints are lost.
  const other = createTaskwire({ storage, runtime, onError() {} });

  const system = async (operation: string, input: object) =>
    JSON.parse(await callAs(taskwire, "system", operation, input));
  for (const [id, role] of Object.entries({ dao: "ADMIN", nok: "ADMIN", lek: "ADMIN_LIMITED" }))
    await system("users.put", { id, name: id, role });
  await system("boards.create", { id: "sales", name: "Sales" });
  for (const userId of ["dao", "nok", "lek"])
    await system("members.add", { boardId: "sales", userId });
  let whole = storage.moment();

  return {
    runtime,
    taskwire,
    transport,
    system,
    as: (userId: string, operation: string, input: object) =>
      taskwire.call(userId, operation, input),
    elsewhere: (operation: string, input: object) => callAs(other, "system", operation, input),
    eraseElsewhere: (userId: string) => other.users.erase(userId),
    /** Delays the next result of a method until the returned function is called. */
    hold(
      method: Method,
      fits: (argument: unknown) => boolean = () => true,
    ): (error?: Error) => void {
      let release: (error?: Error) => void = () => {};
      const until = new Promise<Error | undefined>((resolve) => {
        release = resolve;
      });
      held = { method, fits, until };
      return (error) => release(error);
    },
    fail: (method: Method) => void failing.add(method),
    heal: () => failing.clear(),
    calls: (method: Method) => counts[method],
    async head(): Promise<number> {
      return (await storage.heads(["board:sales"]))[0]?.number ?? 0;
    },
    /** A cursor at the head, for Dao. Later commits can be lost with `loseTail`. */
    async cursor(): Promise<string> {
      whole = storage.moment();
      return (await system("boards.open", { boardId: "sales" })).cursor.replace(/~i$/, "~a");
    },
    loseTail: () => storage.rewind(whole),
    /** Trims everything in a topic's log. */
    async trim(topic: string) {
      const [head] = await storage.heads([topic]);
      await storage.trim({ topic, upTo: head?.number ?? 0 });
    },
  };
}

/** A connection as a test sees it. With `takes: false` frames wait until they are taken. */
export async function connect(
  { taskwire, runtime }: Pick<World, "taskwire" | "runtime">,
  userId: string,
  { takes = true } = {},
) {
  const frames: Frame[] = [];
  const waiting: string[] = [];
  let buffered = 0;
  let closed: number | undefined;
  let closeReason = "";
  let wake: (() => void)[] = [];
  const link: Link = {
    send(frame) {
      const text = typeof frame === "string" ? frame : frame.text;
      if (takes) return void frames.push(JSON.parse(text));
      waiting.push(text);
      buffered += text.length;
    },
    buffered: () => buffered,
    // All waiting callers resume at once, as with a socket.
    drained: async (bytes) => {
      if (buffered > bytes && closed === undefined)
        await new Promise<void>((resolve) => void wake.push(resolve));
    },
    close(code, reason) {
      closed = code;
      closeReason = reason;
      for (const resolve of wake) resolve();
    },
  };
  const session = taskwire.sessions.connect(link, {
    authenticate: async (token) => ({ userId: token }),
  });
  const connection = {
    frames,
    get buffered() {
      return buffered;
    },
    get closed() {
      return closed;
    },
    get closeReason() {
      return closeReason;
    },
    of: (type: string) => frames.filter((frame) => frame.type === type),
    send: (message: object) => session.receive(JSON.stringify(message)),
    /** The connection breaks. */
    end() {
      link.close(1006, "");
      session.ended();
    },
    /** Takes one frame. Returns false if none waits. */
    take(): boolean {
      const text = waiting.shift();
      if (text === undefined) return false;
      buffered -= text.length;
      frames.push(JSON.parse(text));
      if (buffered > 0) return true;
      for (const resolve of wake) resolve();
      wake = [];
      return true;
    },
  };
  connection.send({ type: "authenticate", token: userId });
  await runtime.settle();
  return connection;
}
