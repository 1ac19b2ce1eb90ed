import { type Fields, recordsIn, type Storage } from "@taskwire/core/adapter";
import { whole } from "../reference/entry.ts";
import type { Reference } from "../reference/reference.ts";
import { ordered } from "./shape.ts";

/** An index of each collection, used to find records that no event mentions. */
const indexOf: { readonly [collection: string]: string | undefined } = {
  members: "board",
  tasks: "board",
  subtasks: "task",
  room_members: "room",
  messages: "room",
  comments: "task",
  nudges: "task",
  notifications: "inbox",
  preferences: "user",
};

type Folded = Map<string, { readonly version: number; readonly fields: Fields | null }>;

/**
 * Checks that the storage holds exactly what was committed: logs without holes, and the records
 * that follow from the events.
 */
export async function judgeKept(
  storage: Pick<Storage, "get" | "list" | "events">,
  reference: Reference,
): Promise<string[]> {
  const problems: string[] = [];
  for (const topic of reference.topics)
    problems.push(...(await judgeLog(storage, topic, reference)));
  const tables = new Map<string, Folded>();
  for (const kept of reference.kept) foldInto(tables, kept.events);
  for (const [collection, folded] of tables)
    problems.push(...(await judgeTable(storage, collection, folded)));
  problems.push(...(await judgeInvolvements(storage, tables.get("tasks") ?? new Map())));
  return problems;
}

async function judgeLog(
  storage: Pick<Storage, "events">,
  topic: string,
  reference: Reference,
): Promise<string[]> {
  const page = await storage.events({ topic, before: "end", limit: 10_000 });
  if (page.status === "gone") return [`${topic} can't be read from its end`];
  const entries = reference.entries(topic);
  // The beginning of a log may have been trimmed.
  const kept = [...page.events].reverse();
  const expected = entries.slice(entries.length - kept.length);
  return kept.flatMap((event, i) => {
    const entry = expected[i];
    const text = entry && (entry.isRedacted ? entry.left.at(-1) : entry.text);
    return whole(event) === text ? [] : [`${topic} holds ${whole(event)}, committed was ${text}`];
  });
}

/** Applies the events of one command to the records. */
function foldInto(tables: Map<string, Folded>, events: Reference["kept"][number]["events"]): void {
  for (const { number, data, records } of events) {
    const event = { number, data: JSON.parse(data), ...JSON.parse(records ?? "{}") };
    for (const [field, collection] of Object.entries<string>(event.erase ?? {}))
      for (const { id } of [event.data[field] ?? []].flat()) {
        const table = tables.get(collection) ?? new Map();
        tables.set(collection, table.set(id, { version: number, fields: null }));
      }
    for (const { change, collection, record } of recordsIn(event)) {
      // Did not change: the event shows it to a new reader.
      if (change === "show") continue;
      const { id, version, ...fields } = record;
      const table = tables.get(collection) ?? new Map();
      const isGone = change === "drop";
      // An event that tells again of a deletion, because the earlier one was emptied, changes nothing.
      if (isGone && table.get(id)?.fields === null) continue;
      tables.set(collection, table.set(id, { version, fields: isGone ? null : fields }));
    }
  }
}

async function judgeTable(
  storage: Pick<Storage, "get" | "list">,
  collection: string,
  folded: Folded,
): Promise<string[]> {
  const ids = [...folded.keys()];
  const { records } = await storage.get(ids.map((id) => ({ collection, id })));
  const problems = records.flatMap(({ id, version, fields }) => {
    const expected = textOf(folded.get(id));
    const held = textOf({ version, fields });
    return held === expected ? [] : [`${collection} ${id} is ${held}, by its events ${expected}`];
  });
  const index = indexOf[collection];
  if (!index) return problems;
  const all = await storage.list(collection, { index, equals: {}, limit: 10_000 });
  const strange = all.records.filter(({ id }) => !folded.get(id)?.fields);
  return [...problems, ...strange.map(({ id }) => `${collection} ${id} is there without an event`)];
}

/** Null and absent fields count as equal. */
function textOf(
  record: { readonly version: number; readonly fields: Fields | null } | undefined,
): string {
  if (!record) return "nothing";
  const present =
    record.fields && Object.entries(record.fields).filter(([, value]) => value !== null);
  return `${record.version} ${present ? JSON.stringify(ordered(Object.fromEntries(present))) : "deleted"}`;
}

/**
 * Checks the `involvements` collection, which repeats each task's involved users and its state, so
 * that tasks can be found and counted by user.
 */
async function judgeInvolvements(storage: Pick<Storage, "list">, tasks: Folded): Promise<string[]> {
  const { records } = await storage.list("involvements", {
    index: "person",
    equals: {},
    limit: 10_000,
  });
  const held = records
    .map(({ fields }) => `${fields.taskId} ${fields.userId} ${fields.state}`)
    .sort();
  const due = [...tasks].flatMap(([id, { fields }]) =>
    ((fields?.involved ?? []) as string[]).map((userId) => `${id} ${userId} ${fields?.state}`),
  );
  return held.join() === due.sort().join() ? [] : [`involvements are ${held}, by the tasks ${due}`];
}
