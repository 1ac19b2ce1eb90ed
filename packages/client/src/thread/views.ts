import { type Definitions, type Facts, judge } from "@taskwire/core/model";
import type { Available } from "../app.ts";
import { withAvailable } from "../available.ts";
import type { JudgedBy, Me } from "../judging.ts";
import { keep } from "../keep.ts";
import { createMemo } from "../memo.ts";
import type { OutboxEntry } from "./outbox.ts";
import type { Post, PostView } from "./post.ts";

/** The verdicts on some actions. */
export const verdicts = (
  actions: readonly string[],
  facts: Facts,
  definitions: Definitions,
): Available =>
  Object.fromEntries(actions.map((action) => [action, judge(action, facts, definitions)]));

/** The differences between messages and comments when they are drawn. */
export interface Drawing<P extends Post> {
  /** The name that this kind of post has in {@link Facts}. */
  readonly name: "message" | "comment";
  /** The names of the actions on a post that is not deleted. */
  actionsOn(post: P, facts: Facts): readonly string[];
  nameOf(userId: string): string | undefined;
  /** Makes a post of a text that is not posted yet. */
  draft(entry: OutboxEntry, authorId: string): P;
}

/**
 * Returns a function that draws posts, and after them the texts that are on their way. A view stays the
 * same object until something that it shows or depends on changes.
 */
export function createPostViews<P extends Post>({ name, actionsOn, nameOf, draft }: Drawing<P>) {
  const drawn = createMemo<P | OutboxEntry, PostView<P>>();
  let last: readonly PostView<P>[] = [];

  function viewOf(post: P, author: string | undefined, by: JudgedBy): PostView<P> {
    const isMine = post.authorId === by.me.id;
    return withAvailable({ ...post, state: "sent", isMine, author }, () =>
      verdicts(post.deletedAt === null ? actionsOn(post, by) : [], { ...by, [name]: post }, by),
    ) as PostView<P>;
  }

  function draftViewOf(entry: OutboxEntry, me: Me | undefined): PostView<P> {
    const { state, error } = entry;
    return {
      ...draft(entry, me?.id ?? ""),
      state,
      isMine: true,
      author: me?.name,
      available: {},
      ...(error && { error }),
    } as PostView<P>;
  }

  return (
    posts: readonly P[],
    entries: readonly OutboxEntry[],
    by: JudgedBy | undefined,
  ): readonly PostView<P>[] => {
    const sent = by
      ? posts.map((post) => {
          const author =
            nameOf(post.authorId) ?? (post.authorId === by.me.id ? by.me.name : undefined);
          return drawn(post, author, by, () => viewOf(post, author, by));
        })
      : [];
    const drafts = entries.map((entry) =>
      drawn(entry, by, undefined, () => draftViewOf(entry, by?.me)),
    );
    last = keep(last, [...sent, ...drafts]);
    return last;
  };
}
