import type { DumpPart } from "@taskwire/core/adapter";
import { counted, type Output } from "./output.ts";

/** What went through. */
export class Tally {
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
      counted(this.topics, "topic"),
      counted(this.events, "event"),
      counted(this.records, "record"),
      counted(this.deleted, "deleted record"),
      counted(this.keys, "key"),
    ].join(", ");
  }
}

const every = 2_000;

/** Hands pieces on, counts them, and says every two seconds how far it is. */
export async function* watched(
  parts: AsyncIterable<DumpPart>,
  tally: Tally,
  what: string,
  output: Output,
): AsyncGenerator<DumpPart, void, undefined> {
  let next = performance.now() + every;
  for await (const part of parts) {
    tally.add(part);
    yield part;
    if (performance.now() < next) continue;
    next = performance.now() + every;
    output.note(`${what}: ${tally}`);
  }
}
