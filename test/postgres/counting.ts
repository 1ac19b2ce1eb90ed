import { randomUUID } from "node:crypto";
import type { Collection, Commit, LoggedEvent, Storage } from "@taskwire/core/adapter";
import { postgresStorage } from "@taskwire/postgres-storage";

/** The records of these tests: marks, each with one event. */
export const marks = {
  name: "marks",
  fields: { text: "text" },
  indexes: { text: ["text"] },
  versions: "topic",
} as const satisfies Collection;

export const topic = "board:chaos";

/** A command that inserts one mark, with a key of its own. */
export function markOf(
  text: string,
  on = topic,
): Commit & { readonly key: NonNullable<Commit["key"]> } {
  const at = "2026-01-02T03:04:05.678Z";
  return {
    reads: [],
    writes: [
      { kind: "insert", collection: marks.name, id: randomUUID(), fields: { text }, event: 0 },
    ],
    events: [
      {
        topic: on,
        id: randomUUID(),
        type: "marked",
        subject: text,
        at,
        actor: "u",
        audience: null,
        records: null,
        data: `{"text":"${text}"}`,
      },
    ],
    key: { actor: "u", key: randomUUID(), hash: text, at },
    result: JSON.stringify(text),
  };
}

/** Reads the whole topic and checks that it has no hole. */
export async function logOf(storage: Storage, of = topic): Promise<LoggedEvent[]> {
  const log: LoggedEvent[] = [];
  for (;;) {
    const last = log.at(-1);
    const after = last ? { number: last.number, id: last.id } : { number: 0, id: "" };
    const page = await storage.events({ topic: of, after, limit: 1_000 });
    if (page.status === "gone") throw new Error("The log is another one.");
    if (page.events.length === 0) break;
    log.push(...page.events);
  }
  for (const [i, { number }] of log.entries())
    if (number !== i + 1) throw new Error(`event ${number} is in place ${i + 1}`);
  return log;
}

/** Opens a storage. */
export async function openAt(
  url: string,
  options: { schema: string; timeout?: number; connections?: number },
) {
  const storage = postgresStorage({ url, ...options });
  await storage.open([marks]);
  return storage;
}
