import type { Archive } from "@taskwire/core/adapter";
import { canonicalJson } from "@taskwire/core/adapter";
import type { Problems } from "./problems.ts";

/** A topic, event, record or key of a database. */
interface Item {
  /** Items are sorted by this, in the order of the dump. */
  readonly sortKey: readonly (string | number)[];
  readonly name: string;
  readonly json: string;
}

/**
 * Reads two databases side by side and reports every item that differs or is in only one of them.
 */
export async function compare(
  one: { readonly name: string; readonly archive: Archive },
  other: { readonly name: string; readonly archive: Archive },
  problems: Problems,
): Promise<void> {
  const [left, right] = [itemsOf(one.archive), itemsOf(other.archive)];
  try {
    let [a, b] = [await left.next(), await right.next()];
    while (!a.done || !b.done) {
      const order = a.done ? 1 : b.done ? -1 : compareKeys(a.value.sortKey, b.value.sortKey);
      if (order === 0 && !a.done && !b.done && a.value.json !== b.value.json)
        problems.add(`${a.value.name} differs between ${one.name} and ${other.name}`);
      else if (order < 0 && !a.done) problems.add(`${a.value.name} is only in ${one.name}`);
      else if (order > 0 && !b.done) problems.add(`${b.value.name} is only in ${other.name}`);
      if (order <= 0) a = await left.next();
      if (order >= 0) b = await right.next();
    }
  } finally {
    // If reading one of them fails, the connection of the other has to be released too.
    await Promise.all([left.return(), right.return()]);
  }
}

async function* itemsOf(archive: Archive): AsyncGenerator<Item, void, undefined> {
  for await (const part of archive.dump()) {
    if (part.kind === "topics") {
      for (const span of part.topics)
        yield { sortKey: [1, span.topic], name: `topic ${span.topic}`, json: canonicalJson(span) };
    } else if (part.kind === "events") {
      for (const event of part.events) {
        const { topic, number } = event;
        const name = `event ${number} of ${topic}`;
        yield { sortKey: [2, topic, number], name, json: canonicalJson(event) };
      }
    } else if (part.kind === "records") {
      for (const record of part.records) {
        const { id, fields } = record;
        const name = `${fields ? "" : "deleted "}${part.collection} ${id}`;
        const sortKey = [3, part.collection, fields ? 0 : 1, id];
        yield { sortKey, name, json: canonicalJson(record) };
      }
    } else if (part.kind === "keys") {
      for (const key of part.keys) {
        const name = `the key ${key.key} of ${key.actor}`;
        yield { sortKey: [4, key.at, key.actor, key.key], name, json: canonicalJson(key) };
      }
    }
  }
}

function compareKeys(a: Item["sortKey"], b: Item["sortKey"]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (left === right) continue;
    if (typeof left === "number" && typeof right === "number") return left - right;
    // Both databases sort text by its bytes.
    return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)));
  }
  return 0;
}
