import assert from "node:assert/strict";
import type { CountQuery, ListQuery, Position } from "../../storage/storage.ts";
import { notes } from "./collections.ts";
import { committed, deleteNote, event, eventsOf, type Group, insertNote } from "./steps.ts";

const kib = 1024;
/** Texts of this many KiB, in scripts of one to four bytes a character. */
const story = (sizeInKib: number, i: number): string => {
  const letter = ["a", "é", "ก", "😀"][i % 4] ?? "";
  return letter.repeat((sizeInKib * kib) / Buffer.byteLength(letter));
};
const ids = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id);

/** Reads and counts that load no more than they were asked for. */
export function budgets(test: Group): void {
  test("a page ends before its records have more than `maxBytes`, has at least one, and leads to the next (H1)", async (storage) => {
    const sizes = [3, 3, 3, 40, 1, 1, 3, 3, 3, 3];
    await committed(storage, {
      events: [event()],
      writes: sizes.map((size, i) => insertNote(`n${i}`, { place: i, story: story(size, i) })),
    });
    const base = { index: "board", equals: { boardId: "b" } };
    for (const order of ["asc", "desc"] as const) {
      for (const limit of [2, 50]) {
        const pages: string[][] = [];
        let after: ListQuery["after"];
        do {
          const query = { ...base, order, limit, maxBytes: 10 * kib, ...(after && { after }) };
          const page = await storage.list(notes.name, query);
          assert.ok(page.records.length > 0 && page.records.length <= limit);
          const texts = page.records.map(({ fields }) => Buffer.byteLength(String(fields.story)));
          const bytes = texts.reduce((sum, one) => sum + one, 0);
          assert.ok(page.records.length === 1 || bytes <= 10 * kib, `${bytes} bytes`);
          pages.push(ids(page.records));
          after = page.next ?? undefined;
        } while (after);
        const all = sizes.map((_, i) => `n${i}`);
        assert.deepEqual(pages.flat(), order === "asc" ? all : all.toReversed());
        if (limit === 50 && order === "asc")
          assert.deepEqual(pages, [
            ["n0", "n1", "n2"],
            ["n3"],
            ["n4", "n5", "n6", "n7"],
            ["n8", "n9"],
          ]);
      }
    }
    const whole = { ...base, limit: 50, maxBytes: 1024 * kib };
    assert.equal((await storage.list(notes.name, whole)).next, null);
    const nobody = { ...whole, equals: { boardId: "none" } };
    assert.deepEqual(await storage.list(notes.name, nobody), { records: [], next: null });
  });

  test("pages of the log have a byte budget too, and say that it ended them (H1)", async (storage) => {
    const topic = "board:b";
    const sizes = [3, 3, 3, 40, 1];
    for (const [i, size] of sizes.entries())
      await committed(storage, {
        events: [event({ topic, subject: "s", data: JSON.stringify(story(size, i)) })],
      });
    const pages: number[][] = [];
    let after: Position = { number: 0, id: "" };
    for (let isCut = true; isCut; ) {
      const page = await storage.events({ topic, after, limit: 50, maxBytes: 10 * kib });
      const last = eventsOf(page).at(-1);
      assert.ok(last);
      pages.push(eventsOf(page).map(({ number }) => number));
      after = { number: last.number, id: last.id };
      isCut = page.status === "page" && page.cut === true;
    }
    assert.deepEqual(pages, [[1, 2, 3], [4], [5]]);
    const newest = await storage.events({ topic, before: "end", limit: 50, maxBytes: 10 * kib });
    assert.deepEqual(
      eventsOf(newest).map(({ number }) => number),
      [5],
    );
    const query = { topic, subject: "s", before: "end", limit: 2, maxBytes: 100 * kib } as const;
    const { cut, ...page } = (await storage.events(query)) as { cut?: true };
    assert.equal(cut, undefined, "the limit ended it");
    assert.deepEqual(page, await storage.events({ topic, subject: "s", before: "end", limit: 2 }));
  });

  test("a count has conditions, a highest result and a longest scan (H8)", async (storage) => {
    const authors = ["a", "b", null, "a", "b", "b", null, "a"];
    await committed(storage, {
      events: [event()],
      writes: authors.map((author, i) =>
        insertNote(`n${i}`, { place: i, author, story: story(20, i), pinned: i > 5 }),
      ),
    });
    await committed(storage, { events: [event()], writes: [deleteNote("n5")] });
    const count = (query: Partial<CountQuery> = {}) =>
      storage.count(notes.name, {
        index: "board",
        equals: { boardId: "b" },
        limit: 100,
        scan: 100,
        ...query,
      });
    assert.equal(await count(), 7);
    assert.equal(await count({ limit: 3 }), 3);
    assert.equal(await count({ equals: { boardId: "none" } }), 0);
    assert.equal(await count({ after: ["b", 3, "n3"] }), 3);
    assert.equal(await count({ after: ["b", 3, "n3"], order: "desc" }), 3);
    assert.equal(await count({ where: [["author", "is", null]] }), 2);
    assert.equal(await count({ where: [["author", "not", "a"]] }), 4);
    assert.equal(await count({ where: [["author", "not", null]] }), 5);
    assert.equal(await count({ where: [["author", "from", "b"]] }), 2);
    assert.equal(await count({ where: [["pinned", "is", true]] }), 2);
    const where = [
      ["author", "not", "b"],
      ["place", "from", 3],
    ] as const;
    assert.equal(await count({ where }), 3);
    assert.equal(await count({ where, limit: 2 }), 2);
    assert.equal(await count({ where, scan: 3 }), 0);
    assert.equal(await count({ where, scan: 3, order: "desc" }), 2);
    const scanned: number[] = [];
    const onScanned = (entries: number) => scanned.push(entries);
    await count({ where: [["author", "is", "nobody"]], onScanned });
    await count({ where, scan: 3, onScanned });
    await count({ where, after: ["b", 3, "n3"], onScanned });
    await count({ onScanned });
    assert.deepEqual(scanned, [7, 3, 3]);
    const byAuthor = { index: "author", after: ["b", null, "n2"] };
    assert.equal(await count(byAuthor), 6);
    assert.equal(await count({ ...byAuthor, scan: 2, where: [["author", "is", "a"]] }), 1);
    const failure = { name: "TaskwireError", code: "internal" };
    await assert.rejects(count({ where: [["nothing", "is", 1]] }), failure);
    await assert.rejects(count({ index: "nothing" }), failure);
  });
}
