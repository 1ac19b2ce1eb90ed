import { memoryStorage } from "@taskwire/core";
import type { Commit, Storage } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { opened, temporaryFile } from "./files.ts";
import { commitOf } from "./records.ts";
import { idOf, inspect, toAll, words, wrongCounts, wrongRefs } from "./told-words.ts";

const crowd = Array.from({ length: 20 }, (_, i) => `person-${i}`);
const fields = { about: "task:1", text: "รถ", state: "open", by: null };
const changed = { state: "gone", by: "dao" };

/** One commit with the writes of several, in their order. */
function together(...commits: readonly Commit[]): Commit {
  const events = commits
    .flatMap((one) => one.events)
    .map((event, i) => ({ ...event, id: `c.${i}` }));
  let before = 0;
  const writes = commits.flatMap((one) => {
    const from = before;
    before += one.events.length;
    return one.writes.map((write) => ({ ...write, event: from + (write.event ?? 0) }));
  });
  return commitOf({ events, writes });
}

const step = (
  kind: "insert" | "update" | "delete",
  to: readonly string[],
  more = fields as object,
) => toAll("c", "c.0", kind, { ...more }, false, to);

const [a, b, c, d] = ["person-3", "person-8", "person-9", "person-17"] as const;

test.each<[string, readonly Commit[]]>([
  ["changes some of them", [step("update", [b, d, a], changed)]],
  ["deletes some of them", [step("delete", [c, a, d])]],
  ["deletes some of them and adds them again", [step("delete", [a, c]), step("insert", [c, a])]],
  [
    "changes, deletes and adds some of them",
    [
      step("update", [a, b], changed),
      step("delete", [b, c]),
      step("insert", [b]),
      step("update", [b], changed),
    ],
  ],
])("a commit that tells many people and %s leaves what memory has", async (_, steps) => {
  const path = temporaryFile();
  const memory = memoryStorage();
  await memory.open([words]);
  const sqlite = await opened(path, [words]);
  const commit = together(step("insert", crowd), ...steps);
  const refs = crowd.map((one) => ({ collection: words.name, id: idOf("c.0", one) }));
  const read = async (storage: Storage) => {
    const about = { index: "about", equals: { about: "task:1" }, limit: 50 };
    const [outcome, records, list] = [
      await storage.commit(commit),
      await storage.get(refs),
      await storage.list(words.name, about),
    ];
    return { outcome, records, list };
  };
  expect(await read(sqlite)).toEqual(await read(memory));
  expect(wrongRefs(path)).toEqual([]);
  expect(wrongCounts(path)).toEqual([]);
  const { records } = await memory.get(refs);
  const tombstones = inspect(path, (db) =>
    db.prepare("SELECT id FROM taskwire_tombstones ORDER BY id").all(),
  );
  const gone = records.flatMap(({ id, fields }) => (fields ? [] : [id]));
  expect(tombstones.map(({ id }) => id)).toEqual(gone.toSorted());
});
