import assert from "node:assert/strict";
import type { ListQuery, Storage } from "../../storage/storage.ts";
import { counters, notes } from "./collections.ts";
import type { Group } from "./steps.ts";
import {
  committed,
  deleteNote,
  event,
  insertCounter,
  insertNote,
  newId,
  updateCounter,
  updateNote,
} from "./steps.ts";

/** Reads all pages and returns the ids. `meanwhile` may write between two pages. */
async function allPages(
  storage: Storage,
  collection: string,
  query: ListQuery,
  meanwhile: (page: number) => Promise<unknown> = async () => {},
): Promise<string[]> {
  const ids: string[] = [];
  let after: ListQuery["after"];
  for (let page = 0; page < 100; page++) {
    const { records, next } = await storage.list(collection, { ...query, ...(after && { after }) });
    assert.ok(records.length <= query.limit);
    ids.push(...records.map(({ id }) => id));
    if (!next) return ids;
    assert.equal(records.length, query.limit, "only the last page is short");
    // A real cursor is sent to a client and back as JSON.
    after = JSON.parse(JSON.stringify(next));
    await meanwhile(page);
  }
  assert.fail("paging never ends");
}

async function insertAll(
  storage: Storage,
  fields: readonly (Parameters<typeof insertNote>[1] & { id: string })[],
): Promise<void> {
  await committed(storage, {
    events: [event()],
    writes: fields.map(({ id, ...rest }) => insertNote(id, rest)),
  });
}

/** Lists in the order of an index, and their pages. */
export function lists(test: Group): void {
  test("a list is ordered by its index and then by id, in both directions", async (storage) => {
    const places = [3, 1, 2, 2, -5, 10, 9, 2];
    await insertAll(
      storage,
      places.map((place, i) => ({ id: `n${i}`, place })),
    );
    await insertAll(storage, [{ id: "other", boardId: "c" }]);
    const expected = ["n4", "n1", "n2", "n3", "n7", "n0", "n6", "n5"];
    for (const limit of [1, 2, 3, 8, 50]) {
      const query = { index: "board", equals: { boardId: "b" }, limit };
      assert.deepEqual(await allPages(storage, notes.name, query), expected);
      assert.deepEqual(
        await allPages(storage, notes.name, { ...query, order: "desc" }),
        expected.toReversed(),
      );
    }
    const { records } = await storage.list(notes.name, {
      index: "board",
      equals: { boardId: "b", place: 2 },
      limit: 9,
    });
    assert.deepEqual(
      records.map(({ id, version, fields }) => [id, version, fields.place]),
      [
        ["n2", 1, 2],
        ["n3", 1, 2],
        ["n7", 1, 2],
      ],
    );
  });

  test("null comes before all values, also across pages in both directions", async (storage) => {
    const authors = [null, "b", "a", null, "b", null, ""];
    await insertAll(
      storage,
      authors.map((author, i) => ({ id: `n${i}`, author })),
    );
    const expected = ["n0", "n3", "n5", "n6", "n2", "n1", "n4"];
    for (const limit of [1, 2, 4]) {
      for (const equals of [{ boardId: "b" }, {}]) {
        const query = { index: "author", equals, limit };
        assert.deepEqual(await allPages(storage, notes.name, query), expected);
        assert.deepEqual(
          await allPages(storage, notes.name, { ...query, order: "desc" }),
          expected.toReversed(),
        );
      }
    }
    const query = { index: "author", equals: { boardId: "b", author: null }, limit: 2 };
    assert.deepEqual(await allPages(storage, notes.name, query), ["n0", "n3", "n5"]);
  });

  test("text is ordered by code points, in any script", async (storage) => {
    const titles = ["ก", "a", "😀", "Z", "\uffee", "", "ข", "é", "aa"];
    await insertAll(
      storage,
      titles.map((title, i) => ({ id: `n${i}`, title })),
    );
    const ids = await allPages(storage, notes.name, {
      index: "title",
      equals: { boardId: "b" },
      limit: 2,
    });
    assert.deepEqual(
      ids.map((id) => titles[Number(id.slice(1))]),
      ["", "Z", "a", "aa", "é", "ก", "ข", "\uffee", "😀"],
    );
  });

  test("booleans and numbers are matched and ordered by value", async (storage) => {
    await insertAll(storage, [
      { id: "n1", pinned: true },
      { id: "n2", pinned: false },
      { id: "n3", pinned: true },
    ]);
    assert.deepEqual(
      await allPages(storage, notes.name, { index: "pinned", equals: {}, limit: 1 }),
      ["n2", "n1", "n3"],
    );
    assert.deepEqual(
      await allPages(storage, notes.name, { index: "pinned", equals: { pinned: true }, limit: 1 }),
      ["n1", "n3"],
    );
    await committed(storage, {
      writes: [insertCounter("c1", 10), insertCounter("c2", 9), insertCounter("c3", 100)],
    });
    assert.deepEqual(
      await allPages(storage, counters.name, { index: "value", equals: {}, limit: 2 }),
      ["c2", "c1", "c3"],
    );
  });

  test("an index without fields is ordered by id", async (storage) => {
    await insertAll(
      storage,
      ["b", "a", "c"].map((id) => ({ id })),
    );
    assert.deepEqual(await allPages(storage, notes.name, { index: "all", equals: {}, limit: 2 }), [
      "a",
      "b",
      "c",
    ]);
  });

  test("paging while others write returns every unmoved record once", async (storage) => {
    const ids = Array.from({ length: 20 }, (_, i) => `n${String(i).padStart(2, "0")}`);
    await insertAll(
      storage,
      ids.map((id, i) => ({ id, place: i * 10 })),
    );
    const found = await allPages(
      storage,
      notes.name,
      { index: "board", equals: { boardId: "b" }, limit: 4 },
      async (page) => {
        // Changes before the cursor, after it, and the record at the cursor.
        const on = ids[page * 4 + 3] ?? "";
        await insertAll(storage, [{ id: newId("behind"), place: page * 40 - 5 }]);
        await committed(storage, {
          events: [event()],
          writes: [page % 2 ? deleteNote(on) : updateNote(on, { place: -1 })],
        });
        await committed(storage, {
          events: [event()],
          writes: [updateNote(ids[19] ?? "", { title: "Changed" })],
        });
      },
    );
    assert.deepEqual(
      found.filter((id) => id.startsWith("n")),
      ids,
    );
  });

  test("`each` runs several scans in one query, each with its own limit, in the order of the values", async (storage) => {
    await insertAll(storage, [
      { id: "n1", place: 2 },
      { id: "n2", place: 1 },
      { id: "n3", place: 3 },
      { id: "n4", boardId: "c", place: 9 },
      { id: "n5", boardId: "d" },
    ]);
    await insertAll(
      storage,
      [null, "x", "y", "x"].map((author, i) => ({ id: `a${i}`, boardId: "e", author })),
    );
    const idsOf = async (query: ListQuery) => {
      const { records, next } = await storage.list(notes.name, query);
      assert.equal(next, null);
      return records.map(({ id }) => id);
    };
    const boards = { index: "board", equals: {}, each: ["c", "none", "b"], limit: 2 };
    assert.deepEqual(await idsOf(boards), ["n4", "n2", "n1"]);
    assert.deepEqual(await idsOf({ ...boards, order: "desc" }), ["n4", "n3", "n1"]);
    const authors = { index: "author", equals: { boardId: "e" }, each: ["x", null], limit: 9 };
    assert.deepEqual(await idsOf(authors), ["a1", "a3", "a0"]);
    assert.deepEqual(await idsOf({ ...authors, each: [] }), []);
    const pinned = { index: "pinned", equals: {}, each: [true, false], limit: 3 };
    assert.deepEqual(await idsOf(pinned), ["a0", "a1", "a2"]);
    await committed(storage, { writes: [insertCounter("c1", 7), insertCounter("c2", 8)] });
    const { records } = await storage.list(counters.name, {
      index: "value",
      equals: {},
      each: [8, 7],
      limit: 9,
    });
    assert.deepEqual(
      records.map(({ id }) => id),
      ["c2", "c1"],
    );
    const failure = { name: "TaskwireError", code: "internal" };
    await assert.rejects(
      storage.list(notes.name, { index: "pinned", equals: { pinned: true }, each: [1], limit: 1 }),
      failure,
    );
    await assert.rejects(storage.list(notes.name, { ...boards, each: [1] }), failure);
  });

  test("queries with `each` at the same moment each get their own records", async (storage) => {
    const all = ["b", "c", "b", "d", "c"].map((boardId, i) => ({
      id: `n${i}`,
      boardId,
      place: -i,
    }));
    await insertAll(storage, all);
    const found = async (each: readonly string[], more: Partial<ListQuery> = {}) => {
      const query = { index: "board", equals: {}, each, limit: 9, ...more };
      const { records, next } = await storage.list(notes.name, query);
      assert.equal(next, null);
      return records;
    };
    const pages = await Promise.all([
      found(["b", "d"]),
      found(["none"]),
      found(["d", "b"], { limit: 1 }),
      found(["c", "b"]),
      found(["c"], { order: "desc" }),
      found([]),
    ]);
    assert.deepEqual(
      pages.map((records) => records.map(({ id }) => id)),
      [["n2", "n0", "n3"], [], ["n3", "n2"], ["n4", "n1", "n2", "n0"], ["n1", "n4"], []],
    );
    // The caller of one query may change its records.
    assert.notEqual(pages[0]?.[0]?.fields, pages[3]?.[2]?.fields);
    assert.deepEqual(pages[0]?.[0], pages[3]?.[2]);
  });

  test("a partial index finds only its records, also after they change", async (storage) => {
    const shared = 'it\'s "shared"';
    await insertAll(storage, [
      ...["ours", "mine", shared, "Ours", "ours"].map((title, place) => ({
        id: `n${place}`,
        title,
        place,
        author: place % 2 ? "them" : null,
      })),
      { id: "other", boardId: "c", title: "ours" },
    ]);
    const ours = { index: "ours", equals: { boardId: "b" } };
    const find = async (expected: readonly string[]) => {
      for (const limit of [1, 2, 9]) {
        assert.deepEqual(await allPages(storage, notes.name, { ...ours, limit }), expected);
        const desc = { ...ours, limit, order: "desc" } as const;
        assert.deepEqual(await allPages(storage, notes.name, desc), expected.toReversed());
      }
      assert.equal(
        await storage.count(notes.name, { ...ours, limit: 9, scan: 9 }),
        expected.length,
      );
    };
    await find(["n0", "n2", "n4"]);
    const each = [4, 3, 0];
    const { records } = await storage.list(notes.name, { ...ours, each, limit: 9 });
    assert.deepEqual(
      records.map(({ id }) => id),
      ["n4", "n0"],
    );
    const where = [["author", "is", null]] as const;
    assert.equal(await storage.count(notes.name, { ...ours, where, limit: 2, scan: 9 }), 2);
    await committed(storage, {
      events: [event()],
      writes: [
        updateNote("n0", { title: "mine" }),
        updateNote("n1", { title: shared, place: 7 }),
        updateNote("n4", { place: -1 }),
      ],
    });
    await find(["n4", "n2", "n1"]);
    const theirs = { index: "theirs", equals: {}, limit: 9 };
    assert.deepEqual(await allPages(storage, notes.name, theirs), ["n1", "n3"]);
    await committed(storage, { events: [event()], writes: [deleteNote("n2")] });
    await find(["n4", "n1"]);
  });

  test("there is no next page after the last record, even if the last page is full", async (storage) => {
    await insertAll(storage, [{ id: "n1" }, { id: "n2" }]);
    const next = async (limit: number) =>
      (await storage.list(notes.name, { index: "all", equals: {}, limit })).next;
    assert.deepEqual([await next(1), await next(2), await next(3)], [["n1"], null, null]);
  });

  test("deleted records are in no list", async (storage) => {
    await insertAll(storage, [{ id: "n1" }, { id: "n2" }]);
    await committed(storage, { events: [event()], writes: [deleteNote("n1")] });
    assert.deepEqual(await allPages(storage, notes.name, { index: "all", equals: {}, limit: 9 }), [
      "n2",
    ]);
  });

  test("an unknown collection, index or field of an index is an error", async (storage) => {
    const failure = { name: "TaskwireError", code: "internal" };
    await assert.rejects(storage.list("nowhere", { index: "all", equals: {}, limit: 1 }), failure);
    await assert.rejects(
      storage.list(notes.name, { index: "nothing", equals: {}, limit: 1 }),
      failure,
    );
    await assert.rejects(
      storage.list(notes.name, { index: "board", equals: { place: 1 }, limit: 1 }),
      failure,
    );
    await assert.rejects(storage.get([{ collection: "nowhere", id: "1" }]), failure);
  });

  test("a changed record moves in its list", async (storage) => {
    await committed(storage, { writes: [insertCounter("c1", 1), insertCounter("c2", 2)] });
    await committed(storage, { writes: [updateCounter("c1", 3)] });
    assert.deepEqual(
      await allPages(storage, counters.name, { index: "value", equals: {}, limit: 9 }),
      ["c2", "c1"],
    );
  });
}
