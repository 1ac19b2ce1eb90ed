import { DatabaseSync } from "node:sqlite";
import type { Collection, NewEvent, Write } from "@taskwire/core/adapter";
import { commitOf } from "./records.ts";

/** A collection of records that many people are told of. */
export const words = {
  name: "words",
  fields: {
    number: "integer",
    to: "text",
    about: "text",
    text: "text?",
    state: "text",
    by: "text?",
  },
  indexes: { to: ["to", "number"], state: ["to", "state", "number"], about: ["about", "state"] },
  versions: "topic",
  numbered: "number",
  told: {
    name: "word",
    person: "to",
    status: ["state", "by"],
    state: { field: "state", values: ["open", "gone"], counted: "open" },
  },
} as const satisfies Collection;

/** The people who are told. */
export const people = Array.from({ length: 10 }, (_, i) => `person-${i}`);
export const topicOf = (person: string) => `user:${person}`;
export const idOf = (key: string, person: string) => `${key}|${person}`;

/** One command that writes a record of each person. */
export function toAll(
  command: string,
  key: string,
  kind: "insert" | "update" | "delete",
  fields: { readonly [field: string]: unknown },
  isRedacting = false,
  to: readonly string[] = people,
) {
  const events = to.map((person, i): NewEvent => {
    const base = { at: "2026-01-01T00:00:00.000Z", actor: "dao", audience: null, data: "{}" };
    return {
      ...{ topic: topicOf(person), id: `${command}.${i}`, type: "word.changed" },
      ...{ ...base, subject: idOf(key, person) },
      records: kind === "delete" ? null : '{"put":{"word":"words"}}',
      ...(kind !== "delete" && { isTold: true }),
    };
  });
  const first = { to: to[0], ...fields };
  const writes = to.map((person, event): Write => {
    const ref = { collection: words.name, id: idOf(key, person), event };
    if (kind !== "insert") return { ...ref, kind, fields };
    return event === 0
      ? { ...ref, kind, fields: first }
      : { ...ref, kind, fields: { to: person, ...fields }, like: first };
  });
  const redact = events.map(({ topic, subject }) => ({ topic, subject }));
  return commitOf({ events, writes, ...(isRedacting && { redact }) });
}

/** The events and entries of people, in both tables. */
export const wholeLog =
  "(SELECT * FROM taskwire_words_recent UNION ALL SELECT * FROM taskwire_words_log)";

/** Reads a file beside the storage. */
export function inspect<T>(path: string, look: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return look(db);
  } finally {
    db.close();
  }
}

/** Rows whose number of references is wrong. */
export const wrongRefs = (path: string) =>
  inspect(path, (db) =>
    [
      ["notice", "entry"],
      ["change", "now"],
    ].flatMap(([what, ofEntry]) =>
      db
        .prepare(
          `SELECT * FROM (SELECT _${what} AS id, _refs AS refs,
             (SELECT count(*) FROM ${wholeLog} l WHERE l._${what} = s._${what})
               + (SELECT count(*) FROM ${wholeLog} l WHERE l._${ofEntry} = s._${what}) AS found FROM taskwire_words_${what}s s)
           WHERE refs <> found`,
        )
        .all(),
    ),
  );

/** People whose count is wrong. It does not include their records in the table of the newest rows. */
export const wrongCounts = (path: string) =>
  inspect(path, (db) =>
    db
      .prepare(
        `SELECT topic, coalesce((SELECT number FROM taskwire_words_log_counts WHERE 'user:' || "to" = topic), 0) AS number,
           (SELECT count(*) FROM taskwire_words_log WHERE topic_id = t.id AND _state = 0) AS found
         FROM taskwire_topics t WHERE number <> found`,
      )
      .all(),
  );
