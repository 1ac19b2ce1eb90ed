import {
  approvalRoles,
  approvalWorkflow,
  createTaskwire,
  defineTemplates,
  memoryStorage,
} from "@taskwire/core";
import type { Collection, ListPage, ListQuery, LoggedEvent, Storage } from "@taskwire/core/adapter";
import { toErrorBody } from "@taskwire/core/adapter";
import { diceOf } from "../simulation/dice.ts";
import { Busy } from "./busy.ts";
import { KnownIds, nextCall } from "./commands.ts";
import { steadyRuntime } from "./runtime.ts";

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

/** A storage that several worlds share: it is opened and closed by who compares. */
interface Shared {
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

async function share(storage: Storage, collections: readonly Collection[]): Promise<Shared> {
  const topics = new Set<string>();
  await storage.open(collections);
  return {
    storage,
    topics,
    node(world) {
      const busy = new Busy();
      const runtime = steadyRuntime(world, busy);
      const within: Storage = {
        get: (refs, key) => busy.during(storage.get(refs, key)),
        list: (collection, query) =>
          busy.during(
            collection === "jobs" ? jobsOf(world, query) : storage.list(collection, query),
          ),
        events: (query) => busy.during(storage.events(query)),
        heads: (of) => busy.during(storage.heads(of)),
        trim: async () => {},
        open: async () => {},
        close: async () => {},
        commit(commit) {
          for (const { topic } of commit.events) topics.add(topic);
          return busy.during(storage.commit(commit));
        },
      };
      const taskwire = createTaskwire({ storage: within, templates, runtime });
      return {
        // What a command leaves to do is done before the next one: both take ids from one row.
        call: (...call) => taskwire.call(...call).finally(() => busy.over()),
        tick: () => runtime.tick(),
      };
    },
  };

  /** A world's own jobs, one after the other: they take ids from the world's row, in the order that they are done. */
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
  /** How often each operation was answered, and how often refused with each code. */
  readonly counts: { readonly [what: string]: number };
}

/** Runs the same commands on each storage, in worlds that go on at the same time, and says where one of them differs from the first. */
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
  const shared = new Map<string, Shared>();
  const collections = await collectionsOfCore();
  for (const [name, storage] of Object.entries(storages))
    shared.set(name, await share(storage, collections));
  const say = (where: string, answers: ReadonlyMap<string, string>) => {
    const [[, first] = ["", ""], ...others] = answers;
    for (const [name, answer] of others)
      if (answer !== first)
        differences.push(
          `${where} on ${name}: ${around(answer, first)}\nnot: ${around(first, answer)}`,
        );
  };

  async function live(world: string, worldSeed: number): Promise<void> {
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
      await all("system", "users.put", { id: `${world}-${who}`, name: who, role });
    for (const board of ["sales", "other"]) {
      await all("system", "boards.create", { id: `${world}-${board}`, name: board });
      for (const who of ["dao", "nok", "kit"])
        await all("system", "members.add", {
          boardId: `${world}-${board}`,
          userId: `${world}-${who}`,
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
  await Promise.all(Array.from({ length: worlds }, (_, i) => live(`w${i}`, seed * 1_000 + i)));

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

/** A text around where it begins to differ from another. */
function around(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return `… ${text.slice(Math.max(0, at - 200), at + 200)} …`;
}

async function onEach(
  shared: ReadonlyMap<string, Shared>,
  read: (one: Shared) => Promise<string>,
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

/** An object's entries in one order: each storage has its own. */
const sorted = (object: object): unknown =>
  Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
