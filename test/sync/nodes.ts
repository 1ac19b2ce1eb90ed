import {
  approvalRoles,
  approvalWorkflow,
  createTaskwire,
  defineTemplates,
  type Runtime,
  TaskwireError,
} from "@taskwire/core";
import type { Limits } from "@taskwire/core/protocol";
import type { EventsPage, EventsQuery, LoggedEvent, Storage } from "@taskwire/core/storage";
import type { FakeRuntime } from "@taskwire/core/testing";
import type { Transport } from "@taskwire/core/transport";
import type { Counts } from "./counts.ts";
import type { Dice } from "./dice.ts";

/** What the nodes of one schedule share. */
export interface Ground {
  readonly runtime: FakeRuntime;
  readonly dice: Dice;
  readonly storage: Storage;
  readonly transport: Transport;
  readonly limits: Partial<Limits>;
  readonly counts: Counts;
  /** What connections found wrong. */
  readonly problems: string[];
  /** Somebody's membership, `board/person`, is being looked up. */
  lookedUp: (memberId: string) => void;
  readonly committed: (events: readonly LoggedEvent[]) => void;
  /** Whether storage and transport have whims. Off once the schedule is over. */
  isRough: boolean;
}

/** One server: it may be closed, or die with all that it was doing. */
export interface Node {
  readonly taskwire: ReturnType<typeof taskwireOn>;
  readonly isDead: boolean;
  /** Ends at once, in the middle of everything. What it has committed stays. */
  kill(): void;
}

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    routine: {
      version: 1,
      type: "task",
      when: ({ title }) => title.includes("routine"),
      subtasks: {
        check: { title: "Check", assignee: "creator" },
        register: { title: "Register", assignee: { role: "ADMIN_LIMITED" } },
        file: { title: "File", assignee: { role: "ADMIN_LIMITED" }, after: ["check"] },
      },
    },
  },
);

const never = () => new Promise<never>(() => {});

const taskwireOn = (storage: Storage, transport: Transport, runtime: Runtime, limits: Partial<Limits>) =>
  // What fails on purpose here is not worth a line each.
  createTaskwire({ storage, transport, runtime, limits, templates, onError() {} });

export async function startNode(ground: Ground): Promise<Node> {
  const life = { isDead: false };
  const taskwire = taskwireOn(
    storageOf(ground, life),
    transportOf(ground, life),
    runtimeOf(ground.runtime, life),
    ground.limits,
  );
  await taskwire.open();
  return {
    taskwire,
    get isDead() {
      return life.isDead;
    },
    kill() {
      life.isDead = true;
    },
  };
}

type Life = { readonly isDead: boolean };

const runtimeOf = (runtime: FakeRuntime, life: Life): Runtime => ({
  ...runtime,
  timer: (ms, run) => runtime.timer(ms, () => life.isDead || run()),
  turn: (run) => runtime.turn(() => life.isDead || run()),
});

/** The shared storage as one node reaches it: answers take their time, get lost with the node, and fail now and then. */
function storageOf(ground: Ground, life: Life): Storage {
  const { storage, dice, runtime, counts } = ground;

  const lookedUp = new Map<string, number>();
  let furthest = 0;
  const isRemovalOfReader = ({ type, subject }: LoggedEvent) =>
    type === "member.removed" && runtime.now() - (lookedUp.get(subject) ?? 0) < 500;
  const later = (ms: number) => new Promise<void>((resolve) => void runtime.timer(ms, resolve));

  async function pass(): Promise<void> {
    if (ground.isRough && dice.chance(0.25)) await later(dice.between(0, 30));
    if (life.isDead) await never();
  }

  async function read<T>(run: () => Promise<T>): Promise<T> {
    await pass();
    if (ground.isRough && dice.chance(0.01)) {
      counts.failedReads++;
      throw new TaskwireError("unavailable", "The storage is away.");
    }
    const result = await run();
    await pass();
    return result;
  }

  return {
    open: (collections) => storage.open(collections),
    async close() {},
    get(refs, key) {
      // A look-up of one membership alone is somebody's who begins to follow the board: a good moment to remove them.
      const [ref] = refs;
      if (refs.length === 1 && ref?.collection === "members" && ground.isRough) {
        lookedUp.set(ref.id.slice(ref.id.indexOf("/") + 1), runtime.now());
        ground.lookedUp(ref.id);
      }
      return read(() => storage.get(refs, key));
    },
    list: (collection, query) => read(() => storage.list(collection, query)),
    heads: (topics) => read(() => storage.heads(topics)),
    trim: (what) => storage.trim(what),
    async events(query) {
      if (ground.isRough && dice.chance(0.3)) await later(dice.between(0, 60));
      const page = await read(async () => short(await storage.events(query), query));
      const from = query.after?.number ?? 0;
      // Behind where this node has been already: somebody catches up.
      if (from < furthest && page.status === "page")
        counts.removedInReplay += page.events.filter(isRemovalOfReader).length;
      furthest = Math.max(furthest, from);
      return page;
    },
    async commit(commit) {
      await pass();
      const outcome = await storage.commit(commit);
      if (outcome.status === "conflict") counts.conflicts++;
      if (outcome.status === "repeated") counts.repeats++;
      if (outcome.status === "committed") {
        ground.committed(commit.events.map((event, i) => ({ ...event, number: outcome.numbers[i] as number })));
      }
      await pass();
      if (ground.isRough && dice.chance(0.01)) throw new TaskwireError("unknown_outcome", "The answer was lost.");
      return outcome;
    },
  };
}

/** A page of one command: replays have many pages that way. */
function short(page: EventsPage, { after }: EventsQuery): EventsPage {
  if (page.status === "gone" || !after) return page;
  const commandOf = (place: number) => page.events[place]?.id.replace(/\.\d+$/, "");
  const end = page.events.findIndex((_, place) => place > 0 && commandOf(place) !== commandOf(place - 1));
  return { ...page, events: end < 0 ? page.events : page.events.slice(0, end) };
}

/** The shared transport as one node reaches it: hints come late, twice, not at all, or were never sent. */
function transportOf(ground: Ground, life: Life): Transport {
  const { transport, dice, runtime } = ground;
  const subscriptions = new Set<() => void>();
  return {
    publish(channel, message) {
      if (!ground.isRough) return transport.publish(channel, message);
      const later = (text: string) => runtime.timer(dice.between(0, 40), () => transport.publish(channel, text));
      if (dice.chance(0.75)) later(message);
      if (dice.chance(0.15)) later(message);
      if (dice.chance(0.1)) later(dice.pick([String(dice.between(0, 500)), "-1", "1e9", "", "999999999999999", "x"]));
    },
    async subscribe(channel, listener) {
      if (ground.isRough && dice.chance(0.02)) throw new Error("The transport is away.");
      const end = await transport.subscribe(channel, (message) => life.isDead || listener(message));
      subscriptions.add(end);
      return end;
    },
    async close() {
      for (const end of subscriptions) end();
    },
  };
}
