import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { createRecordList } from "../src/record-list.ts";
import { createNearness } from "../src/thread/nearness.ts";

interface Post {
  readonly id: string;
  readonly version: number;
  readonly number: number;
}

/** The list on the server, with pages as `rooms.history` gives them. */
function createLog(count: number, pageSize: number) {
  const posts: Post[] = [];
  let version = 0;
  const add = () => {
    const number = posts.length + 1;
    const post = { id: `m${String(number).padStart(6, "0")}`, version: ++version, number };
    posts.push(post);
    return post;
  };
  for (let i = 0; i < count; i++) add();
  return {
    posts,
    add,
    edit(which: number) {
      const index = which % posts.length;
      const edited = { ...(posts[index] as Post), version: ++version };
      posts[index] = edited;
      return edited;
    },
    page(before = "~") {
      const older = posts.filter(({ id }) => id < before);
      const records = older.slice(-pageSize).reverse();
      return { records, next: older.length > pageSize ? (records.at(-1)?.id ?? null) : null };
    },
    newerPage(after = "") {
      const newer = posts.filter(({ id }) => id > after);
      const records = newer.slice(0, pageSize);
      return { records, next: newer.length > pageSize ? (records.at(-1)?.id ?? null) : null };
    },
    around(which: number) {
      const at = which % posts.length;
      const first = Math.max(0, at - 1);
      const records = posts.slice(first, at + 2).reverse();
      return {
        records,
        next: first > 0 ? (records.at(-1)?.id ?? null) : null,
        newer: at + 2 < posts.length ? (records[0]?.id ?? null) : null,
      };
    },
  };
}

/** A list of about `most` posts, as a thread has it. */
function createNearList(most: number) {
  const records = createRecordList<Post>();
  const near = createNearness(records, most);
  return {
    get list() {
      return records.list;
    },
    get hasOlder() {
      return records.hasOlder;
    },
    get hasNewer() {
      return near.end !== undefined;
    },
    put: near.put,
    expectNewer: near.newer.expectOlder,
    expectAround: near.expectAround,
    replace(page: Parameters<typeof records.replace>[0]) {
      near.end = undefined;
      records.replace(page);
    },
    expectOlder() {
      const expected = records.expectOlder();
      return (
        expected && {
          next: expected.next,
          take(page: Parameters<typeof expected.take>[0]) {
            const isTaken = expected.take(page);
            if (isTaken) near.shorten();
            return isTaken;
          },
        }
      );
    },
  };
}

const ids = (posts: readonly Post[]) => posts.map(({ id }) => id);

describe("I13: a long list keeps what is near", () => {
  test("20,000 records are scrolled through, and never more than 500 are held", () => {
    const log = createLog(20_000, 50);
    const list = createNearList(500);
    list.replace(log.page());
    const seen = new Set(ids(list.list));
    for (let page = list.expectOlder(); page; page = list.expectOlder()) {
      expect(page.take(log.page(page.next))).toBe(true);
      expect(list.list.length).toBeLessThanOrEqual(500);
      for (const id of ids(list.list)) seen.add(id);
    }
    expect(seen.size).toBe(20_000);
    expect(list.list.map(({ id }) => id)).toEqual(ids(log.posts.slice(0, 500)));
    expect(list.hasNewer).toBe(true);
    list.replace(log.page());
    expect(list.hasNewer).toBe(false);
    expect(ids(list.list)).toEqual(ids(log.posts.slice(-50)));
  });

  test("from the middle of 20,000 records to the newest, at most 500 are held", () => {
    const log = createLog(20_000, 50);
    const list = createNearList(500);
    list.replace(log.page());
    list.expectAround().take(log.around(9_000));
    expect(ids(list.list)).toEqual(ids(log.posts.slice(8_999, 9_002)));
    expect([list.hasOlder, list.hasNewer]).toEqual([true, true]);
    const seen = new Set(ids(list.list));
    for (let page = list.expectNewer(); page; page = list.expectNewer()) {
      expect(page.take(log.newerPage(page.next))).toBe(true);
      expect(list.list.length).toBeLessThanOrEqual(500);
      for (const id of ids(list.list)) seen.add(id);
    }
    expect(seen.size).toBe(11_001);
    expect([list.hasOlder, list.hasNewer]).toEqual([true, false]);
    list.put(log.add());
    expect(ids(list.list).at(-1)).toBe(log.posts.at(-1)?.id);
  });

  test("20,000 records arrive, the newest are held, and the older ones can be loaded again", () => {
    const log = createLog(1, 50);
    const list = createNearList(500);
    list.replace(log.page());
    for (let i = 1; i < 20_000; i++) list.put(log.add());
    expect(list.list.length).toBeLessThanOrEqual(1_000);
    expect(list.list.length).toBeGreaterThanOrEqual(500);
    const { length } = list.list;
    expect(ids(list.list)).toEqual(ids(log.posts.slice(-length)));
    expect(list.hasOlder).toBe(true);
    const older = list.expectOlder();
    older?.take(log.page(older.next));
    expect(list.list[0]?.id).toBe(log.posts.at(-length - 50)?.id);
  });

  const step = fc.tuple(
    fc.constantFrom(
      ...["add", "add", "edit", "ask", "take", "take", "open"],
      ...["ask newer", "take newer", "take newer", "ask around", "take around"],
    ),
    fc.nat({ max: 40 }),
  );
  property.prop([fc.array(step, { minLength: 20, maxLength: 200, size: "max" })], { numRuns: 300 })(
    "without gaps, each in its newest version, whatever arrives in between",
    (steps) => {
      const most = 6;
      const log = createLog(12, 3);
      const list = createNearList(most);
      list.replace(log.page());
      let asked: ReturnType<typeof list.expectOlder>;
      let page = log.page();
      let askedNewer: ReturnType<typeof list.expectNewer>;
      let newerPage = log.newerPage();
      let askedAround: ReturnType<typeof list.expectAround> | undefined;
      let around = log.around(0);
      for (const [what, which] of steps) {
        if (what === "add") list.put(log.add());
        else if (what === "edit") list.put(log.edit(which));
        else if (what === "open") list.replace(log.page());
        else if (what === "ask") {
          asked = list.expectOlder();
          page = log.page(asked?.next);
        } else if (what === "ask newer") {
          askedNewer = list.expectNewer();
          newerPage = log.newerPage(askedNewer?.next);
        } else if (what === "ask around") {
          askedAround = list.expectAround();
          around = log.around(which);
        } else if (what === "take") {
          asked?.take(page);
          asked = undefined;
        } else if (what === "take newer") {
          askedNewer?.take(newerPage);
          askedNewer = undefined;
        } else {
          askedAround?.take(around);
          askedAround = undefined;
        }
        const shown = list.list;
        const first = log.posts.findIndex(({ id }) => id === shown[0]?.id);
        expect(shown).toEqual(log.posts.slice(first, first + shown.length));
        expect(shown.length).toBeLessThanOrEqual(2 * most);
        if (!list.hasNewer) expect(shown.at(-1)).toEqual(log.posts.at(-1));
        if (!list.hasOlder) expect(first).toBe(0);
      }
    },
  );
});
