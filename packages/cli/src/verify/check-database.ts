import type { DumpPart, StoredKey } from "@taskwire/core/adapter";
import { builtInCollections } from "@taskwire/core/adapter";
import { LogCheck } from "./log-check.ts";
import { LogIndex } from "./log-index.ts";
import type { Problems } from "./problems.ts";
import { RecordCheck, type Unchecked } from "./record-check.ts";

/**
 * Checks a database: whether every topic is complete, and whether every record matches the last
 * event that carries it. It uses only the log, and none of the code that writes. Returns the counts
 * of what it could not check.
 */
export async function checkDatabase(
  parts: AsyncIterable<DumpPart>,
  problems: Problems,
): Promise<Unchecked> {
  using index = new LogIndex();
  let log: LogCheck | undefined;
  let records: RecordCheck | undefined;
  let isLogRead = false;
  for await (const part of parts) {
    if (part.kind === "collections") {
      log = new LogCheck(index, problems, part.collections);
      records = new RecordCheck(index, problems, part.collections, builtInCollections);
    } else if (part.kind === "topics") for (const span of part.topics) log?.topic(span);
    else if (part.kind === "events") for (const event of part.events) log?.event(event);
    else {
      if (!isLogRead) log?.end();
      isLogRead = true;
      if (part.kind === "records")
        for (const record of part.records) records?.record(part.collection, record);
      else if (part.kind === "keys") for (const key of part.keys) checkKey(key, index, problems);
    }
  }
  records?.end();
  return records?.unchecked ?? { trimmed: 0, emptied: 0, notInLog: new Map() };
}

function checkKey(
  { actor, key, result, numbers }: StoredKey,
  index: LogIndex,
  problems: Problems,
): void {
  try {
    JSON.parse(result);
  } catch {
    problems.add(`the key ${key} of ${actor} has a result that is not valid JSON`);
  }
  // The app's own code also writes events for others, for example notifications.
  if (actor === "system") return;
  // A trim deletes events and leaves keys.
  const missing = numbers.find(
    (number) => !index.hasNumber(actor, number) && !index.isTrimmed(number, undefined),
  );
  if (missing !== undefined)
    problems.add(`the key ${key} of ${actor} names event ${missing}, which is none of theirs`);
}
