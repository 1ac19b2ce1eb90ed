import assert from "node:assert/strict";
import type { DumpPart } from "../../storage/archive.ts";
import { collections } from "../storage/collections.ts";
import { append, committed, event, insertNote } from "../storage/steps.ts";
import { contentsOf, copy, type Ends, opened, type Pair } from "./ends.ts";
import { fill } from "./fill.ts";

const unavailable = (message: RegExp) => ({ name: "TaskwireError", code: "unavailable", message });

/** What is not copied. */
export function refusals(pair: Pair): void {
  pair("a database that holds something is not copied to, and stays as it is", async (ends) => {
    await opened(ends.from, fill);
    await opened(ends.to, (storage) => append(storage, "board:mine", 1));
    const before = await contentsOf(ends.to.archive);
    await assert.rejects(copy(ends), unavailable(/not empty: it holds 1 topics\. Give /));
    assert.deepEqual(await contentsOf(ends.to.archive), before);
    assert.deepEqual((await ends.to.archive.inspect()).contents, "1 topics");
  });

  pair("a database in which tables were made, and nothing kept, is copied to", async (ends) => {
    await opened(ends.from, fill);
    await opened(ends.to, async () => {});
    await copy(ends);
    assert.deepEqual(await contentsOf(ends.to.archive), await contentsOf(ends.from.archive));
  });

  pair(
    "a copy that fails in the middle, or comes without its end, leaves nothing and can be made again",
    async (ends) => {
      await opened(ends.from, fill);
      const { kinds, cut } = await cuttable(ends);
      for (const kind of kinds) {
        await assert.rejects(ends.to.archive.load(cut(kind, "fail")), /torn/);
        await assert.rejects(
          ends.to.archive.load(cut(kind, "end")),
          unavailable(/ended in the middle/),
        );
      }
      await copy(ends);
      assert.deepEqual(await contentsOf(ends.to.archive), await contentsOf(ends.from.archive));
    },
  );

  pair(
    "events that come without their topic are refused, and nothing is kept of them",
    async (ends) => {
      await opened(ends.from, fill);
      async function* withoutTopics(): AsyncGenerator<DumpPart> {
        for await (const part of ends.from.archive.dump()) if (part.kind !== "topics") yield part;
      }
      await assert.rejects(
        ends.to.archive.load(withoutTopics()),
        unavailable(/^Events of \S+ come without their topic/),
      );
      await copy(ends);
    },
  );

  pair("a database that somebody is using is not copied alone", async (ends) => {
    await opened(ends.from, async (storage) => {
      await committed(storage, { events: [event()], writes: [insertNote("n")] });
      await assert.rejects(copy(ends), unavailable(/Stop/));
    });
    await copy(ends);
    assert.equal((await contentsOf(ends.to.archive)).events.length, 1);
  });

  pair(
    "a database without taskwire is refused, and one that holds nothing yet is copied",
    async (ends) => {
      await assert.rejects(copy(ends), unavailable(/Check the path|no taskwire in/));
      await ends.from.archive.migrate(collections);
      await copy(ends);
      assert.deepEqual(
        (await ends.to.archive.inspect()).collections?.map(({ name }) => name),
        ["contract_counters", "contract_notes"],
      );
    },
  );

  pair(
    "what a database declares is what was declared to it, and tables are made once",
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
      // An older one takes nothing away.
      await opened(from, async () => {});
      assert.deepEqual((await from.archive.inspect()).collections?.[0], wider);
    },
  );
}

/** The original as a stream that fails, or ends, with the first piece of a kind. */
async function cuttable({ from }: Ends) {
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
