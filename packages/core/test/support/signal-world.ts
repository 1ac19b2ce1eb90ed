import { TaskwireError } from "../../src/errors.ts";
import type { Limits } from "../../src/protocol/limits.ts";
import type { Runtime } from "../../src/runtime.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { memoryTransport } from "../../src/transport/memory.ts";
import type { Transport } from "../../src/transport/transport.ts";

/** One of several servers on one storage and one transport. */
export interface SignalNode {
  readonly taskwire: ReturnType<typeof taskwireOn>;
  readonly runtime: ReturnType<typeof fakeRuntime>;
  /** Ends at once, without any message. */
  kill(): void;
  /** While it is cut off, no message of the transport reaches it or leaves it. */
  cut(isCut: boolean): void;
  /** Its transport reports a possible gap on a channel. */
  resync(channel: string): void;
  /** Sets its clock back. Its timers continue. */
  setBack(ms: number): void;
}

const taskwireOn = (
  storage: Storage,
  transport: Transport,
  runtime: Runtime,
  limits: Partial<Limits>,
) =>
  createTaskwire({
    storage,
    transport,
    runtime,
    // The clients of these tests answer no pings.
    limits: {
      pingMs: 3_600_000,
      callsPerSecond: 10_000,
      callBurst: 10_000,
      connectionsPerUser: 100,
      ...limits,
    },
    onError() {},
  });

export type SignalWorld = Awaited<ReturnType<typeof startNodes>>;

/**
 * Nodes of one system, with a board `sales` of Dao and Nok (ADMIN), Lek and Mai (ADMIN_LIMITED). Mia is on no
 * board. The messages between the nodes can be observed, forged and cut off.
 */
export async function startNodes(count: number, limits: Partial<Limits> = {}) {
  const runtime = fakeRuntime();
  const storage = memoryStorage();
  const transport = memoryTransport();
  let commits = 0;
  let headQuestions = 0;
  let isAway = false;
  const said: { channel: string; message: string }[] = [];

  const shared: Storage = {
    ...storage,
    commit(commit) {
      commits++;
      return storage.commit(commit);
    },
    async heads(topics) {
      headQuestions++;
      if (isAway) throw new TaskwireError("unavailable", "The storage is away.");
      return storage.heads(topics);
    },
    // The storage is shared with the other nodes.
    async close() {},
  };

  function start(): SignalNode {
    const life = { isDead: false, isCut: false, back: 0 };
    const line = lineOf(transport, life, said);
    const taskwire = taskwireOn(shared, line, mortal(runtime, life), limits);
    return {
      taskwire,
      runtime,
      kill() {
        life.isDead = true;
      },
      cut(isCut) {
        life.isCut = isCut;
      },
      resync: line.resync,
      setBack(ms) {
        life.back += ms;
      },
    };
  }

  const nodes = Array.from({ length: count }, start);
  const [first] = nodes;
  if (!first) throw new Error("At least one node");
  await first.taskwire.open();
  const { system } = first.taskwire;
  const people = {
    dao: "ADMIN",
    nok: "ADMIN",
    lek: "ADMIN_LIMITED",
    mai: "ADMIN_LIMITED",
    mia: "ADMIN",
  } as const;
  for (const [id, role] of Object.entries(people))
    await system.users.put({ id, name: `Name of ${id}`, role });
  await system.boards.create({ id: "sales", name: "Sales" });
  for (const userId of ["dao", "nok", "lek", "mai"])
    await system.members.add({ boardId: "sales", userId });
  return {
    runtime,
    transport,
    get commits() {
      return commits;
    },
    /** Number of calls of `storage.heads`. */
    get headQuestions() {
      return headQuestions;
    },
    /** Makes `storage.heads` fail. */
    set isAway(away: boolean) {
      isAway = away;
    },
    /** All messages that nodes have published. */
    said,
    nodes,
    /** Starts another node. */
    start,
    at: (place: number): SignalNode => nodes[place] as SignalNode,
    system,
  };
}

type Life = { readonly isDead: boolean; readonly isCut: boolean; readonly back: number };

const mortal = (runtime: ReturnType<typeof fakeRuntime>, life: Life): Runtime => ({
  ...runtime,
  now: () => runtime.now() - life.back,
  timer: (ms, run) => runtime.timer(ms, () => life.isDead || run()),
  turn: (run) => runtime.turn(() => life.isDead || run()),
});

function lineOf(transport: Transport, life: Life, said: { channel: string; message: string }[]) {
  const listeners = new Map<(message: string) => void, { channel: string; off: () => void }>();
  return {
    publish(channel: string, message: string) {
      if (life.isDead || life.isCut) return;
      said.push({ channel, message });
      transport.publish(channel, message);
    },
    async subscribe(channel: string, listener: (message: string) => void) {
      const hear = (message: string) => void (life.isDead || life.isCut || listener(message));
      const off = await transport.subscribe(channel, hear);
      listeners.set(hear, { channel, off });
      return () => {
        listeners.delete(hear);
        off();
      };
    },
    // The transport is shared with the other nodes.
    async close() {
      for (const { off } of listeners.values()) off();
    },
    resync(channel: string) {
      for (const [hear, one] of listeners) if (one.channel === channel) hear("");
    },
  };
}
