import type { ThreadPost } from "./thread-post.ts";

/** One item of a conversation: a post, or a line above one. */
export type ThreadItem =
  | { readonly kind: "day"; readonly key: string; readonly at: string }
  | { readonly kind: "unread"; readonly key: string }
  | {
      readonly kind: "post";
      readonly key: string;
      readonly post: ThreadPost;
      /** Its place among the loaded posts, from 1. */
      readonly place: number;
      /** Whether it stands together with the post before it, of the same person. */
      readonly isFollowing: boolean;
    };

interface ItemsOptions {
  readonly hasOlder: boolean;
  /** The last post that was read before. A line stands above the newer ones of other people. */
  readonly readBefore: number | undefined;
  /**
   * The posts that were once the first in the list. They keep their head when older ones come, so that
   * nothing moves. The function adds the first one.
   */
  readonly heads: Set<string>;
}

/**
 * Lists the items of a conversation, the oldest first. Items that stay have the same key. There is no day
 * above the first post as long as there are older ones, because they may be of the same day.
 */
export function threadItems(
  posts: readonly ThreadPost[],
  { hasOlder, readBefore, heads }: ItemsOptions,
): readonly ThreadItem[] {
  const unread = firstUnread(posts, readBefore, hasOlder);
  const [first] = posts;
  if (first && hasOlder) heads.add(first.id);
  return posts.flatMap((post, i): readonly ThreadItem[] => {
    const { id: key, createdAt: at } = post;
    const before = posts[i - 1];
    const isNewDay = before ? dayOf(before) !== dayOf(post) : !hasOlder;
    const isFollowing =
      key !== unread && !heads.has(key) && before !== undefined && standTogether(before, post);
    return [
      ...(isNewDay ? [{ kind: "day" as const, key: `day ${key}`, at }] : []),
      ...(key === unread ? [{ kind: "unread" as const, key: "unread" }] : []),
      { kind: "post", key, post, place: i + 1, isFollowing },
    ];
  });
}

/** The first text of somebody else that was not read. Undefined if it may be among older texts. */
function firstUnread(
  posts: readonly ThreadPost[],
  readBefore: number | undefined,
  hasOlder: boolean,
): string | undefined {
  if (readBefore === undefined) return undefined;
  const i = posts.findIndex(
    ({ number, isMine, state }) => state === "sent" && !isMine && number > readBefore,
  );
  return i > 0 || !hasOlder ? posts[i]?.id : undefined;
}

const dayOf = ({ createdAt }: ThreadPost): string => new Date(createdAt).toDateString();

/** Texts of one person within this time stand together, in ms. */
const togetherMs = 5 * 60_000;

const standTogether = (before: ThreadPost, post: ThreadPost): boolean =>
  before.authorId === post.authorId &&
  dayOf(before) === dayOf(post) &&
  post.replyTo === null &&
  before.deletedAt === null &&
  Date.parse(post.createdAt) - Date.parse(before.createdAt) < togetherMs;

const lineHeight = 24;
const charactersInLine = 90;

/** Guesses the height of an item before it is drawn, in px. */
export function estimatedHeight(item: ThreadItem): number {
  if (item.kind !== "post") return 36;
  const { text, replyTo, deletedAt } = item.post;
  const lines = deletedAt === null ? 1 + text.length / charactersInLine : 1;
  const head = item.isFollowing ? 8 : 40;
  return head + Math.floor(lines) * lineHeight + (replyTo === null ? 0 : lineHeight);
}
