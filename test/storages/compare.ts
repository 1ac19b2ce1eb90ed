import {
  approvalRoles,
  approvalWorkflow,
  createTaskwire,
  defineTemplates,
  memoryStorage,
} from "@taskwire/core";
import type { Collection, ListPage, ListQuery, LoggedEvent, Storage } from "@taskwire/core/adapter";
import { toErrorBody } from "@taskwire/core/adapter";
import { callAs } from "../../packages/core/test/support/call-as.ts";
import { diceOf } from "../simulation/dice.ts";
import { idIn, KnownIds, nextCall } from "./commands.ts";
import { PendingWork } from "./pending-work.ts";
import { deterministicRuntime } from "./runtime.ts";

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    sale: {
      version: 1,
      type: "task",
      subtasks: {
        check: { title: "Check", assignee: "creator" },
        register: { title: "Register", assignee: { role: "ADMIN_LIMITED" }, after: ["check"] },
      },
    },
  },
);

/** A storage shared by several worlds. `compare` opens and closes it. */
interface SharedStorage {
  readonly storage: Storage;
  readonly topics: ReadonlySet<string>;
  readonly node: (world: string) => {
    call(userId: string, operation: string, input: unknown, key?: string): Promise<string>;
    tick(): void;
  };
}

async function collectionsOfCore(): Promise<readonly Collection[]> {
  let declared: readonly Collection[] = [];
  const memory = memoryStorage();
  const open: Storage["open"] = (all) => {
    declared = all;
    return memory.open(all);
  };
  const taskwire = createTaskwire({ storage: { ...memory, open }, templates });
  await taskwire.open();
  await taskwire.close();
  return declared;
}

async function share(storage: Storage, collections: readonly Collection[]): Promise<SharedStorage> {
  const topics = new Set<string>();
  await storage.open(collections);
  return {
    storage,
    topics,
    node(world) {
      const pending = new PendingWork();
      const runtime = deterministicRuntime(world, pending);
      const own: Storage = {
        get: (refs, key) => pending.during(storage.get(refs, key)),
        list: (collection, query) =>
          pending.during(
            collection === "jobs" ? jobsOf(world, query) : storage.list(collection, query),
          ),
        count: (collection, query) => pending.during(storage.count(collection, query)),
        events: (query) => pending.during(storage.events(query)),
        heads: (of) => pending.during(storage.heads(of)),
        trim: async () => {},
        open: async () => {},
        close: async () => {},
        commit(commit) {
          for (const { topic } of commit.events) topics.add(topic);
          return pending.during(storage.commit(commit));
        },
      };
      const taskwire = createTaskwire({ storage: own, templates, runtime });
      return {
        // Work that a command leaves behind ends before the next command, because both take ids
        // from one sequence.
        call: (...call) => callAs(taskwire, ...call).finally(() => pending.over()),
        tick: () => runtime.tick(),
      };
    },
  };

  /**
   * Lists one of the world's own jobs at a time. Jobs take ids from the world's sequence, so their
   * order must be fixed.
   */
  async function jobsOf(world: string, query: ListQuery): Promise<ListPage> {
    const { records } = await storage.list("jobs", { ...query, limit: 1_000 });
    return {
      records: records.filter(({ id }) => id.startsWith(`${world}-`)).slice(0, 1),
      next: null,
    };
  }
}

export interface Comparison {
  readonly differences: string[];
  /** How often each operation succeeded, and how often each error code occurred. */
  readonly counts: { readonly [what: string]: number };
}

/**
 * Runs the same commands on each storage, in several worlds at once. Returns where a storage
 * differs from the first one.
 */
export async function compare(
  storages: { readonly [name: string]: Storage },
  {
    seed,
    worlds,
    steps,
  }: { readonly seed: number; readonly worlds: number; readonly steps: number },
): Promise<Comparison> {
  const differences: string[] = [];
  const counts: { [what: string]: number } = {};
  const shared = new Map<string, SharedStorage>();
  const collections = await collectionsOfCore();
  for (const [name, storage] of Object.entries(storages))
    shared.set(name, await share(storage, collections));
  const say = (where: string, answers: ReadonlyMap<string, string>) => {
    const [[, first] = ["", ""], ...others] = answers;
    for (const [name, answer] of others)
      if (answer !== first)
        differences.push(
          `${where} on ${name}: ${excerptAt(answer, first)}\nnot: ${excerptAt(first, answer)}`,
        );
  };

  async function runWorld(world: string, worldSeed: number): Promise<void> {
    const dice = diceOf(worldSeed);
    const known = new KnownIds();
    const nodes = [...shared].map(([name, { node }]) => ({ name, ...node(world) }));
    const all = async (userId: string, operation: string, input: unknown, key?: string) => {
      const answers = await Promise.all(
        nodes.map(async ({ name, call, tick }) => {
          tick();
          const answer = await call(userId, operation, input, key).catch(
            (error: unknown) => `! ${JSON.stringify(toErrorBody(error))}`,
          );
          return [name, answer] as const;
        }),
      );
      return new Map(answers);
    };
    for (const [who, role] of [
      ["dao", "ADMIN"],
      ["nok", "ADMIN"],
      ["kit", "ADMIN_LIMITED"],
      ["lek", "ADMIN_LIMITED"],
    ] as const)
      await all("system", "users.put", { id: idIn(world, who), name: who, role });
    for (const board of ["sales", "other"]) {
      await all("system", "boards.create", { id: `${world}-${board}`, name: board });
      for (const who of ["dao", "nok", "kit"])
        await all("system", "members.add", {
          boardId: `${world}-${board}`,
          userId: idIn(world, who),
        });
    }
    for (let step = 0; step < steps; step++) {
      const call = nextCall(dice, world, known, step);
      const answers = await all(call.userId, call.operation, call.input, call.key);
      const [answer = ""] = answers.values();
      say(`seed ${seed}, ${world}, step ${step}, ${JSON.stringify(call).slice(0, 300)}`, answers);
      const what = answer.startsWith("! ") ? JSON.parse(answer.slice(2)).code : call.operation;
      counts[what] = (counts[what] ?? 0) + 1;
      if (!answer.startsWith("! ")) known.learn(call, answer);
    }
  }
  await Promise.all(Array.from({ length: worlds }, (_, i) => runWorld(`w${i}`, seed * 1_000 + i)));

  const [first] = shared.values();
  for (const topic of first?.topics ?? [])
    say(topic, await onEach(shared, ({ storage }) => logOf(storage, topic)));
  for (const collection of collections) {
    for (const index of Object.keys(collection.indexes)) {
      for (const order of ["asc", "desc"] as const) {
        say(
          `${collection.name} by ${index}, ${order}`,
          await onEach(shared, ({ storage }) => recordsOf(storage, collection.name, index, order)),
        );
      }
    }
  }
  counts.topics = first?.topics.size ?? 0;
  return { differences: differences.slice(0, 20), counts };
}

/** The part of a text where it begins to differ from another. */
function excerptAt(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return `… ${text.slice(Math.max(0, at - 200), at + 200)} …`;
}

async function onEach(
  shared: ReadonlyMap<string, SharedStorage>,
  read: (one: SharedStorage) => Promise<string>,
): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  for (const [name, one] of shared) answers.set(name, await read(one));
  return answers;
}

async function logOf(storage: Storage, topic: string): Promise<string> {
  const log: LoggedEvent[] = [];
  for (;;) {
    const last = log.at(-1);
    const page = await storage.events({
      topic,
      after: { number: last?.number ?? 0, id: last?.id ?? "" },
      limit: 300,
    });
    if (page.status === "gone" || page.events.length === 0)
      return JSON.stringify([page, ...log.map(sorted)]);
    log.push(...page.events);
  }
}

async function recordsOf(
  storage: Storage,
  collection: string,
  index: string,
  order: "asc" | "desc",
): Promise<string> {
  const records: unknown[] = [];
  let after: readonly unknown[] | null = null;
  do {
    const page: Awaited<ReturnType<Storage["list"]>> = await storage.list(collection, {
      index,
      equals: {},
      limit: 97,
      order,
      ...(after && { after }),
    });
    for (const { id, version, fields } of page.records) records.push([id, version, sorted(fields)]);
    after = page.next;
  } while (after);
  return JSON.stringify(records);
}

/** An object's entries in sorted order, because each storage orders fields differently. */
const sorted = (object: object): unknown =>
  Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
