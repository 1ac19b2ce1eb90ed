import { expect, test } from "vitest";
import { threadItems } from "../src/thread/thread-items.ts";
import type { ThreadPost } from "../src/thread/thread-post.ts";

const post = (id: string, createdAt: string, authorId = "lek") =>
  ({
    id,
    number: "abcde".indexOf(id) + 1,
    authorId,
    createdAt,
    text: id,
    state: "sent",
    isMine: false,
    replyTo: null,
    deletedAt: null,
  }) as unknown as ThreadPost;

const older = [post("a", "2026-11-02T09:00:00"), post("b", "2026-11-02T09:01:00")];
const newer = [
  post("c", "2026-11-02T09:02:00"),
  post("d", "2026-11-02T09:03:00"),
  post("e", "2026-11-03T09:00:00", "dao"),
];

const keysOf = (items: ReturnType<typeof threadItems>) => items.map(({ key }) => key);
const following = (items: ReturnType<typeof threadItems>) =>
  items.flatMap((item) => (item.kind === "post" && item.isFollowing ? [item.key] : []));

test("items that stay have the same key and the same look when older posts come", () => {
  const heads = new Set<string>();
  const options = { readBefore: undefined, heads };
  const before = threadItems(newer, { ...options, hasOlder: true });
  // There may be older posts of the same day, so no day stands above the first one yet.
  expect(keysOf(before)).toEqual(["c", "d", "day e", "e"]);
  const after = threadItems([...older, ...newer], { ...options, hasOlder: false });
  expect(keysOf(after)).toEqual(["day a", "a", "b", "c", "d", "day e", "e"]);
  expect(following(before)).toEqual(["d"]);
  expect(following(after)).toEqual(["b", "d"]);
});

test("the line above new messages stands above the first one of somebody else", () => {
  const options = { heads: new Set<string>() };
  const all = [...older, ...newer];
  expect(keysOf(threadItems(all, { ...options, hasOlder: false, readBefore: 2 }))).toEqual([
    "day a",
    "a",
    "b",
    "unread",
    "c",
    "d",
    "day e",
    "e",
  ]);
  // If all that are loaded are new, the first new one may be older.
  expect(keysOf(threadItems(newer, { ...options, hasOlder: true, readBefore: 2 }))).not.toContain(
    "unread",
  );
});
