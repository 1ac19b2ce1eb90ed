import { knownCanonicalJson } from "../../model/canonical-json.ts";
import { checkStorable, maxStoredLevels } from "../../model/check-storable.ts";
import { NotJson } from "../../model/not-json.ts";
import { type AnyEmitted, isSeveral, type Put } from "../operation/emitted.ts";
import type { RecordTexts } from "./record-json.ts";

/** The kinds of records that an event carries. If a name occurs in several of them, the last one counts. */
const kinds = ["put", "drop", "erase", "show"] as const;

type Kind = (typeof kinds)[number];

/**
 * The body of an event as JSON: `data` has its records and other data by name, `records` the collections
 * of the records (null if it has none).
 *
 * @param isOwn whether it is an event of the host's own
 * @throws {Error} if one name has records of two collections, or if a part of the data can't be
 * stored.
 */
export function eventBody(
  event: AnyEmitted,
  texts: RecordTexts,
  isOwn: boolean,
): { readonly data: string; readonly records: string | null } {
  let fields = "";
  const add = (name: string, text: string) => {
    fields = joined(fields, `${JSON.stringify(name)}:${text}`);
  };
  const { data } = event;
  for (const name in data)
    if (data[name] !== undefined && !isCarried(event, name))
      add(name, dataText(event, name, isOwn));
  let collections = "";
  for (const kind of kinds) {
    const carried = event[kind];
    if (!carried) continue;
    const isWritten = kind === "put" || kind === "drop";
    for (const name in carried)
      if (!isCarried(event, name, kind)) add(name, recordsText(carried[name], isWritten, texts));
    collections = joined(collections, collectionsText(kind, event));
  }
  return { data: `{${fields}}`, records: collections === "" ? null : `{${collections}}` };
}

/** The JSON of the data that an event has under this name. */
function dataText({ type, data }: AnyEmitted, name: string, isOwn: boolean): string {
  try {
    const text = knownCanonicalJson(data?.[name]);
    if (isOwn) {
      // The name of the field has to be storable too.
      checkStorable({ [name]: null }, 1);
      checkStorable(JSON.parse(text), maxStoredLevels);
    }
    return text;
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    const where = [name, ...error.path].join(".");
    throw new Error(
      `An operation emits "${type}" with data that can't be stored because of its field ${where}: ${error.message}.`,
    );
  }
}

/** Whether an event carries records under this name in a kind that comes after `kind`. Without `kind`: in any kind. */
function isCarried(event: AnyEmitted, name: string, kind?: Kind): boolean {
  let counts = kind === undefined;
  for (const one of kinds) {
    const carried = event[one];
    if (counts && carried && Object.hasOwn(carried, name)) return true;
    if (one === kind) counts = true;
  }
  return false;
}

const joined = (a: string, b: string): string => (a && b ? `${a},${b}` : a || b);

/**
 * The JSON of the records under one name. Written records have no version, because their version is
 * the number of the event.
 */
function recordsText(
  puts: Put | readonly Put[] | undefined,
  isWritten: boolean,
  texts: RecordTexts,
): string {
  if (puts === undefined) return "null";
  const textOf = ([, record]: Put) => (isWritten ? texts.bare(record) : JSON.stringify(record));
  return isSeveral(puts) ? `[${puts.map(textOf).join()}]` : textOf(puts);
}

/** The collections of the records of one kind as JSON: `"put":{"task":"tasks"}`. Empty if there are none. */
function collectionsText(kind: Kind, event: AnyEmitted): string {
  const carried = event[kind];
  let text = "";
  for (const name in carried) {
    const puts = carried[name] as Put | readonly Put[];
    const [first] = isSeveral(puts) ? puts : [puts];
    if (!first) continue;
    const collection = first[0].name;
    if (isSeveral(puts) && puts.some(([table]) => table.name !== collection))
      throw new Error(
        `The event "${event.type}" has records of two collections under "${name}". Give each collection its own name.`,
      );
    text = joined(text, `${JSON.stringify(name)}:${JSON.stringify(collection)}`);
  }
  return text && `"${kind}":{${text}}`;
}
