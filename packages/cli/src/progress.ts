import type { DumpPart } from "@taskwire/core/adapter";
import { formatCount, type Output } from "./output.ts";

/** Counts the contents of the parts of a database. */
export class Counts {
  topics = 0;
  events = 0;
  records = 0;
  deleted = 0;
  keys = 0;

  add(part: DumpPart): void {
    if (part.kind === "topics") this.topics += part.topics.length;
    else if (part.kind === "events") this.events += part.events.length;
    else if (part.kind === "keys") this.keys += part.keys.length;
    else if (part.kind === "records") {
      for (const { fields } of part.records) fields ? this.records++ : this.deleted++;
    }
  }

  toString(): string {
    return [
      formatCount(this.topics, "topic"),
      formatCount(this.events, "event"),
      formatCount(this.records, "record"),
      formatCount(this.deleted, "deleted record"),
      formatCount(this.keys, "key"),
    ].join(", ");
  }
}

const intervalMs = 2_000;

/**
 * Passes the parts through, adds them to `counts`, and writes the counts every two seconds, e.g.
 * `copied: 12 topics, …`.
 */
export async function* withProgress(
  parts: AsyncIterable<DumpPart>,
  counts: Counts,
  verb: string,
  output: Output,
): AsyncGenerator<DumpPart, void, undefined> {
  let next = performance.now() + intervalMs;
  for await (const part of parts) {
    counts.add(part);
    yield part;
    if (performance.now() < next) continue;
    next = performance.now() + intervalMs;
    output.err(`${verb}: ${counts}`);
  }
}
