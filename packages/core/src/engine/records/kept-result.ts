import type { NewEvent, Ref } from "../../storage/storage.ts";
import { outputText } from "./output-text.ts";

/**
 * A reference to a record, in the result that is stored with a command's key. The record's text is
 * not stored there. It is only in the command's event, so a deletion can remove it.
 */
export interface KeptRecord extends Ref {
  /** The topic whose log contains the record. Null if the command has no events and no target. */
  readonly topic: string | null;
  /** The subject of the event that carries it. Null if that is not known. */
  readonly subject: string | null;
  /** The event's index in the commit. Null if the command did not change the record. */
  readonly event: number | null;
  /** The version of an unchanged record; otherwise null. */
  readonly version: number | null;
}

// No user's text can contain NUL, so no output has this field.
const mark = "\0";
const markText = JSON.stringify(mark);

/** Returns where a record of an output is stored; undefined for an object that is no record. */
export type RefOfRecord = (record: object) =>
  | (Ref & {
      readonly event: number | undefined;
      /** The log and the subject of the record's events, if the command did not change it. */
      readonly log?: Pick<KeptRecord, "topic" | "subject">;
    })
  | undefined;

/** The log and the subject of a record's events. */
export type LogSubject = Pick<NewEvent, "topic" | "subject">;

/**
 * The JSON of a command's output that is stored with its key. It has references instead of records,
 * so the key holds no text of a record that may be deleted before the key expires.
 *
 * @param events the command's events; if it changed nothing, the log and the subject of its target
 */
export function keptResult(
  output: unknown,
  events: readonly LogSubject[],
  refOf: RefOfRecord,
): string {
  return outputText(output, (record) => {
    const ref = refOf(record);
    if (!ref) return undefined;
    return `{${markText}:${JSON.stringify(referenceTo(ref, record as { version: number }, events))}}`;
  });
}

function referenceTo(
  { collection, id, event, log }: NonNullable<ReturnType<RefOfRecord>>,
  { version }: { readonly version: number },
  events: readonly LogSubject[],
) {
  const own = event === undefined ? log : undefined;
  const { topic = null, subject = null } = own ?? events[event ?? 0] ?? {};
  return [collection, id, topic, subject, event ?? null, event === undefined ? version : null];
}

/** The records that a kept result refers to. */
export function recordsIn(result: unknown): KeptRecord[] {
  if (typeof result !== "object" || result === null) return [];
  const one = keptRecord(result);
  return one ? [one] : Object.values(result).flatMap(recordsIn);
}

/** Returns the output that was stored as this kept result. `recordOf` returns its records. */
export function outputOf(result: unknown, recordOf: (kept: KeptRecord) => unknown): unknown {
  if (typeof result !== "object" || result === null) return result;
  const one = keptRecord(result);
  if (one) return recordOf(one);
  if (Array.isArray(result)) return result.map((value) => outputOf(value, recordOf));
  return Object.fromEntries(
    Object.entries(result).map(([name, value]) => [name, outputOf(value, recordOf)]),
  );
}

function keptRecord(value: object): KeptRecord | undefined {
  const reference = (value as { readonly [mark]?: ReturnType<typeof referenceTo> })[mark];
  if (!reference) return undefined;
  const [collection, id, topic, subject, event, version] = reference;
  return { collection, id, topic, subject, event, version } as KeptRecord;
}
