import type { Archive } from "@taskwire/core/adapter";
import { canonicalJson } from "@taskwire/core/adapter";
import type { Problems } from "./problems.ts";

/** One thing that a database holds. */
interface Thing {
  /** In the order of the stream. */
  readonly place: readonly (string | number)[];
  readonly name: string;
  readonly text: string;
}

/** Reads two databases side by side, and says where one holds what the other doesn't. */
export async function compare(
  one: { readonly name: string; readonly archive: Archive },
  other: { readonly name: string; readonly archive: Archive },
  problems: Problems,
): Promise<void> {
  const [left, right] = [thingsOf(one.archive), thingsOf(other.archive)];
  try {
    let [a, b] = [await left.next(), await right.next()];
    while (!a.done || !b.done) {
      const order = a.done ? 1 : b.done ? -1 : inOrder(a.value.place, b.value.place);
      if (order === 0 && !a.done && !b.done && a.value.text !== b.value.text)
        problems.add(`${a.value.name} is not the same in ${one.name} and ${other.name}`);
      else if (order < 0 && !a.done) problems.add(`${a.value.name} is in ${one.name} alone`);
      else if (order > 0 && !b.done) problems.add(`${b.value.name} is in ${other.name} alone`);
      if (order <= 0) a = await left.next();
      if (order >= 0) b = await right.next();
    }
  } finally {
    // Where one of them fails, the other still holds its connection.
    await Promise.all([left.return(), right.return()]);
  }
}

async function* thingsOf(archive: Archive): AsyncGenerator<Thing, void, undefined> {
  for await (const part of archive.dump()) {
    if (part.kind === "topics") {
      for (const span of part.topics)
        yield { place: [1, span.topic], name: `topic ${span.topic}`, text: canonicalJson(span) };
    } else if (part.kind === "events") {
      for (const event of part.events) {
        const { topic, number } = event;
        yield {
          place: [2, topic, number],
          name: `${topic}, number ${number}`,
          text: canonicalJson(event),
        };
      }
    } else if (part.kind === "records") {
      for (const record of part.records) {
        const { id, fields } = record;
        const place = [3, part.collection, fields ? 0 : 1, id];
        yield {
          place,
          name: `${fields ? "" : "deleted "}${part.collection} ${id}`,
          text: canonicalJson(record),
        };
      }
    } else if (part.kind === "keys") {
      for (const key of part.keys) {
        const place = [4, key.at, key.actor, key.key];
        yield { place, name: `the key ${key.key} of ${key.actor}`, text: canonicalJson(key) };
      }
    }
  }
}

function inOrder(a: Thing["place"], b: Thing["place"]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (left === right) continue;
    if (typeof left === "number" && typeof right === "number") return left - right;
    // Databases order text by bytes.
    return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)));
  }
  return 0;
}
