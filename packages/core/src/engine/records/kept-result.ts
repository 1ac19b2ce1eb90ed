import { canonicalJson } from "../../model/canonical-json.ts";
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

/**
 * A reference to a text of the command's input, in the order of {@link textsOf}. A number, because the
 * names of the fields around a text can be much longer than the text.
 */
interface InputText {
  readonly input: number;
}

/**
 * The only field of an object that is a reference. In a kept result, a field of the output whose
 * name begins with NUL has one more NUL. So a caller's JSON can't pass for a reference, also if an
 * operation of the app answers with it.
 */
const mark = "\0";
const markText = JSON.stringify(mark);

const escaped = (name: string): string =>
  JSON.stringify(name.startsWith(mark) ? mark + name : name);
const unescaped = (name: string): string => (name.startsWith(mark) ? name.slice(1) : name);

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
 * so the key holds no text of a record that may be deleted before the key expires. It has references
 * instead of texts of the input too, because these may be about a thing that is deleted. A repeat
 * has the same input.
 *
 * @param events the command's events; if it changed nothing, the log and the subject of its target
 * @param input undefined if a repeat may have another input
 */
export function keptResult(
  output: unknown,
  events: readonly LogSubject[],
  refOf: RefOfRecord,
  input?: unknown,
): string {
  const textOf = (record: object) => {
    const ref = refOf(record);
    if (!ref) return undefined;
    return `{${markText}:${JSON.stringify(referenceTo(ref, record as { version: number }, events))}}`;
  };
  let places: ReadonlyMap<string, number> | undefined;
  const valueText = (text: string) => {
    places ??= new Map(textsOf(input).map((one, place) => [one, place]));
    const place = places.get(text);
    return place === undefined ? JSON.stringify(text) : `{${markText}:{"input":${place}}}`;
  };
  return outputText(output, textOf, escaped, valueText);
}

/**
 * Returns all texts of an input, in the order of its canonical JSON. So a repeat has the same texts at
 * the same places, also if it has a text where the first call had a date.
 */
function textsOf(input: unknown): string[] {
  const texts = (value: unknown): string[] => {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
  };
  return input === undefined ? [] : texts(JSON.parse(canonicalJson(input)));
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
  if (inputText(result)) return [];
  const one = keptRecord(result);
  return one ? [one] : Object.values(result).flatMap(recordsIn);
}

/**
 * Returns the output that was stored as this kept result. `recordOf` returns its records, and `input`
 * is the input of the repeat.
 */
export function outputOf(
  result: unknown,
  recordOf: (kept: KeptRecord) => unknown,
  input: unknown,
): unknown {
  let texts: readonly string[] | undefined;
  const textAt = (place: number) => {
    texts ??= textsOf(input);
    return texts[place];
  };
  const restore = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const text = inputText(value);
    if (text) return textAt(text.input);
    const one = keptRecord(value);
    if (one) return recordOf(one);
    if (Array.isArray(value)) return value.map(restore);
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [unescaped(name), restore(field)]),
    );
  };
  return restore(result);
}

function inputText(value: object): InputText | undefined {
  const reference = (value as { readonly [mark]?: ReturnType<typeof referenceTo> | InputText })[
    mark
  ];
  return reference && "input" in reference ? reference : undefined;
}

function keptRecord(value: object): KeptRecord | undefined {
  const reference = (value as { readonly [mark]?: ReturnType<typeof referenceTo> })[mark];
  if (!reference) return undefined;
  const [collection, id, topic, subject, event, version] = reference;
  return { collection, id, topic, subject, event, version } as KeptRecord;
}
