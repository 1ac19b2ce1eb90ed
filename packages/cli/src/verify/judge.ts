import type { DumpPart } from "@taskwire/core/adapter";
import { builtInCollections } from "@taskwire/core/adapter";
import { Ledger } from "./ledger.ts";
import { LogJudge } from "./log-judge.ts";
import type { Problems } from "./problems.ts";
import { RecordJudge, type Unchecked } from "./record-judge.ts";

/**
 * Judges a database from its log alone, with nothing of what wrote it: whether every topic is contiguous, and every record
 * what its last event says. Gives what could not be judged.
 */
export async function judge(
  parts: AsyncIterable<DumpPart>,
  problems: Problems,
): Promise<Unchecked> {
  using ledger = new Ledger();
  let log: LogJudge | undefined;
  let records: RecordJudge | undefined;
  let isLogRead = false;
  for await (const part of parts) {
    if (part.kind === "collections") {
      log = new LogJudge(ledger, problems, part.collections);
      records = new RecordJudge(ledger, problems, part.collections, builtInCollections);
    } else if (part.kind === "topics") for (const span of part.topics) log?.topic(span);
    else if (part.kind === "events") for (const event of part.events) log?.event(event);
    else {
      if (!isLogRead) log?.end();
      isLogRead = true;
      if (part.kind === "records")
        for (const record of part.records) records?.record(part.collection, record);
      else if (part.kind === "keys") for (const key of part.keys) judgeKey(key, problems);
    }
  }
  records?.end();
  return records?.unchecked ?? { trimmed: 0, emptied: 0, uncarried: new Map() };
}

function judgeKey(
  { actor, key, result }: Extract<DumpPart, { kind: "keys" }>["keys"][number],
  problems: Problems,
): void {
  try {
    JSON.parse(result);
  } catch {
    problems.add(`the key ${key} of ${actor} holds a result that is no JSON`);
  }
}
