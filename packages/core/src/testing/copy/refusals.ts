import assert from "node:assert/strict";
import type { DumpPart } from "../../storage/archive.ts";
import { collections } from "../storage/collections.ts";
import { append, committed, event, insertNote } from "../storage/steps.ts";
import { contentsOf, copyAll, type Ends, type Pair, withStorage } from "./ends.ts";
import { fill } from "./fill.ts";

const unavailable = (message: RegExp) => ({ name: "TaskwireError", code: "unavailable", message });

/** Copies that are refused. */
export function refusals(pair: Pair): void {
  pair("refuses to copy to a database that is not empty, and leaves it unchanged", async (ends) => {
    await withStorage(ends.from, fill);
    await withStorage(ends.to, (storage) => append(storage, "board:mine", 1));
    const before = await contentsOf(ends.to.archive);
    await assert.rejects(copyAll(ends), unavailable(/not empty: it holds 1 topics\. Give /));
    assert.deepEqual(await contentsOf(ends.to.archive), before);
    assert.deepEqual((await ends.to.archive.inspect()).contents, "1 topics");
  });

  pair("copies to a database that has only empty tables", async (ends) => {
    await withStorage(ends.from, fill);
    await withStorage(ends.to, async () => {});
    await copyAll(ends);
    assert.deepEqual(await contentsOf(ends.to.archive), await contentsOf(ends.from.archive));
  });

  pair(
    "a copy that fails in the middle or has no end leaves nothing and can be repeated",
    async (ends) => {
      await withStorage(ends.from, fill);
      const { kinds, cut } = await makeCutter(ends);
      for (const kind of kinds) {
        await assert.rejects(ends.to.archive.load(cut(kind, "fail")), /torn/);
        await assert.rejects(
          ends.to.archive.load(cut(kind, "end")),
          unavailable(/ended in the middle/),
        );
      }
      await copyAll(ends);
      assert.deepEqual(await contentsOf(ends.to.archive), await contentsOf(ends.from.archive));
    },
  );

  pair("refuses events without their topic and keeps nothing", async (ends) => {
    await withStorage(ends.from, fill);
    async function* withoutTopics(): AsyncGenerator<DumpPart> {
      for await (const part of ends.from.archive.dump()) if (part.kind !== "topics") yield part;
    }
    await assert.rejects(
      ends.to.archive.load(withoutTopics()),
      unavailable(/^The dump has events of \S+ without their topic/),
    );
    await copyAll(ends);
  });

  pair("refuses an exclusive dump of a database that is in use", async (ends) => {
    await withStorage(ends.from, async (storage) => {
      await committed(storage, { events: [event()], writes: [insertNote("n")] });
      await assert.rejects(copyAll(ends), unavailable(/Stop/));
    });
    await copyAll(ends);
    assert.equal((await contentsOf(ends.to.archive)).events.length, 1);
  });

  pair("refuses a database without taskwire, and copies an empty one", async (ends) => {
    await assert.rejects(copyAll(ends), unavailable(/Check the path|no taskwire data in/));
    await ends.from.archive.migrate(collections);
    await copyAll(ends);
    assert.deepEqual(
      (await ends.to.archive.inspect()).collections?.map(({ name }) => name),
      ["contract_counters", "contract_letters", "contract_notes", "contract_words"],
    );
  });

  pair(
    "a database returns the declared collections, and tables are made once",
    async ({ from }) => {
      const made = await from.archive.migrate(collections);
      assert.ok(made.includes("table contract_notes"), made.join());
      assert.deepEqual(await from.archive.migrate(collections), []);
      const summary = await from.archive.inspect();
      const declared = [...collections].sort((a, b) => (a.name < b.name ? -1 : 1));
      assert.deepEqual(summary, { collections: declared, contents: null, foreign: [] });
      const wider = {
        ...collections[1],
        fields: { ...collections[1].fields, note: "text?" as const },
      };
      assert.ok((await from.archive.migrate([wider])).includes("column contract_counters.note"));
      // Opening it with older declarations removes nothing.
      await withStorage(from, async () => {});
      assert.deepEqual((await from.archive.inspect()).collections?.[0], wider);
    },
  );
}

/** Makes dumps of the original that fail or end at the first part of a kind. */
async function makeCutter({ from }: Ends) {
  const kinds = new Set<DumpPart["kind"]>();
  for await (const { kind } of from.archive.dump()) kinds.add(kind);
  async function* cut(kind: DumpPart["kind"], how: "fail" | "end"): AsyncGenerator<DumpPart> {
    for await (const part of from.archive.dump()) {
      if (part.kind === kind && how === "end") return;
      if (part.kind === kind) throw new Error("torn");
      yield part;
    }
  }
  return { kinds, cut };
}
