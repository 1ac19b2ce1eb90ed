import { TaskwireError } from "../errors.ts";
import type { CarriedFields } from "../model/event.ts";
import type { Fields, KeyRecord, LoggedEvent, Ref, Storage } from "../storage/storage.ts";
import { contextFor, type EngineParts } from "./attempt.ts";
import type { Operation } from "./operation/definition.ts";
import { type KeptRecord, outputOf, recordsIn } from "./records/kept-result.ts";
import { RefMap } from "./records/ref-map.ts";
import { areCurrent, Retry } from "./retry.ts";
import { checkAccount, loadTarget } from "./target.ts";

/** A call of a command whose key was used before. */
export interface RepeatedCall {
  readonly operation: Operation<string, never>;
  readonly input: { readonly [field: string]: unknown };
  readonly refs: readonly Ref[];
  readonly userId: string;
  /** The input as the caller gave it. */
  readonly given: unknown;
  /** The fingerprint of the input. */
  readonly hash: string;
}

/**
 * Answers a repeated command as the first call was answered. The records of the answer are read
 * again from the command's own events. If a text was deleted meanwhile, the answer has the record
 * without this text. The caller gets this record only if they may see it now.
 *
 * @throws {TaskwireError} `forbidden` if the account is disabled; `key_reused` if the key belongs
 * to another command; `not_found` if the record is gone, or the caller may not see it any more.
 */
export async function answerRepeat(
  first: KeyRecord,
  { operation, input, given, refs, userId, hash }: RepeatedCall,
  parts: EngineParts,
): Promise<string> {
  const { storage } = parts;
  const retry = new Retry(parts, false);
  for (;;) {
    const context = contextFor(userId, parts);
    context.remember(refs, (await storage.get(refs)).records);
    checkAccount(context);
    if (first.hash !== hash) throw keyReused();
    // The answer of a used link is returned only while the link is open (see `isLinkOpen`), and while
    // its person may still see the task.
    if (operation.target === "link") {
      loadTarget(operation, input, context);
      if (!(await areCurrent(context.reads, storage))) {
        await retry.backOff();
        continue;
      }
    }
    const result: unknown = JSON.parse(first.result);
    const kept = recordsIn(result);
    const answer = (records: Found) =>
      JSON.stringify(
        outputOf(result, ({ collection, id }) => records.get(collection, id), given) ?? null,
      );
    const found = await findAgain(kept, first.numbers, parts);
    const missing = kept.filter(({ collection, id }) => !found.has(collection, id));
    if (missing.length === 0) return answer(found);
    // The remaining records may have been written after the caller lost access. So a caller gets
    // them only if they may see the command's target at this moment.
    loadTarget(operation, input, context);
    const left = await storage.get(missing);
    missing.forEach((one, i) => {
      const { id, version = 0, fields = null } = left.records[i] ?? { id: one.id };
      if (!fields) throw nothingLeft();
      found.set(one, { version, id, ...fields });
    });
    if (await areCurrent(context.reads, storage)) return answer(found);
    await retry.backOff();
  }
}

type Found = RefMap<object>;

/** The fields of a record as an event in the log carries them, with the number of the event. */
interface Logged {
  readonly kept: KeptRecord;
  readonly number: number;
  readonly fields: Fields;
}

/** Finds records as they were after the command. Those whose text was deleted are not found. */
async function findAgain(
  kept: readonly KeptRecord[],
  numbers: readonly number[],
  { storage, numbered }: EngineParts,
): Promise<Found> {
  const found: Found = new RefMap();
  const unchanged = kept.filter(({ version }) => version !== null);
  const { records } = unchanged.length > 0 ? await storage.get(unchanged) : { records: [] };
  unchanged.forEach((one, i) => {
    const { id, version, fields } = records[i] ?? { id: one.id, version: 0, fields: null };
    if (fields && version === one.version) found.set(one, { id, version, ...fields });
  });
  const logged = new Map<string, KeptRecord[]>();
  for (const one of kept)
    if (one.topic !== null && !found.has(one.collection, one.id)) {
      const log = JSON.stringify([one.topic, one.subject]);
      logged.set(log, [...(logged.get(log) ?? []), one]);
    }
  for (const wanted of logged.values())
    for (const one of await findInLog(wanted, numbers, storage))
      found.set(one.kept, recordOf(one, numbered.get(one.kept.collection)?.numbered));
  return found;
}

const pageSize = 100;
/**
 * If the subject of a record's event is not known, this is the maximum number of pages of the log
 * that are searched for it.
 */
const maxPages = 10;

/**
 * Finds records in the events of one log, or only in its events about one subject. Begins with the
 * newest event.
 */
async function findInLog(
  wanted: readonly KeptRecord[],
  numbers: readonly number[],
  storage: Storage,
): Promise<readonly Logged[]> {
  const found: Logged[] = [];
  const byNumber = new Map<number, KeptRecord[]>();
  for (const one of wanted) {
    const number = (one.event === null ? one.version : numbers[one.event]) ?? 0;
    byNumber.set(number, [...(byNumber.get(number) ?? []), one]);
  }
  const oldest = Math.min(...byNumber.keys());
  const { topic, subject } = wanted[0] as KeptRecord & { topic: string };
  let left = subject === null ? maxPages : Number.POSITIVE_INFINITY;
  let before: { number: number; id: string } | "end" = "end";
  do {
    const about = subject === null ? {} : { subject };
    const page = await storage.events({ topic, ...about, before, limit: pageSize });
    if (page.status === "gone") return found;
    for (const event of page.events)
      for (const one of byNumber.get(event.number) ?? []) {
        const fields = carriedRecord(event, one);
        if (fields) found.push({ kept: one, number: event.number, fields });
      }
    before = page.events.length === pageSize ? (page.events.at(-1) ?? "end") : "end";
  } while (before !== "end" && before.number > oldest && --left > 0);
  return found;
}

/**
 * Returns a record with its fields in the same order as in the first answer. A record that the
 * command changed begins with its version. If its collection has `numbered`, the event that inserts
 * the record doesn't carry that field. Then this function adds the field: its value is the number
 * of the event.
 */
function recordOf({ kept, number, fields }: Logged, numbered: string | undefined): object {
  const isFirst = numbered !== undefined && !Object.hasOwn(fields, numbered);
  const rest = { version: number, ...(isFirst && { [numbered]: number }), ...fields };
  return kept.event === null ? { id: kept.id, ...rest } : rest;
}

/** A record as an event carries it. Undefined if the event's data was deleted. */
function carriedRecord(event: LoggedEvent, { collection, id }: KeptRecord): Fields | undefined {
  if (event.records === null) return undefined;
  const { put = {}, drop = {} } = JSON.parse(event.records) as CarriedFields;
  const data = JSON.parse(event.data) as { readonly [name: string]: Fields | Fields[] };
  for (const [name, table] of Object.entries({ ...put, ...drop })) {
    const record = [data[name] ?? []].flat().find((one) => table === collection && one.id === id);
    if (record) return record;
  }
  return undefined;
}

const keyReused = () =>
  new TaskwireError(
    "key_reused",
    "This key belongs to another command. Make a new key for each command; repeat a command with its own key and input.",
  );

const nothingLeft = () =>
  new TaskwireError(
    "not_found",
    "This command had its effect when it was first sent, but its result was deleted since.",
  );
