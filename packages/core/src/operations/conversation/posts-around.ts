import type { OperationContext } from "../../engine/operation/context.ts";
import type { Table } from "../../model/collection.ts";
import type { AnswerBudget } from "../answer-budget.ts";
import { type Author, authorsOf, type PostPageQuery, type PostShape } from "./post-pages.ts";

/**
 * One post with the posts before and after it, newest first, and the positions of the next pages on
 * both sides.
 */
interface Surroundings<S> {
  readonly posts: S[];
  readonly authors: Author[];
  /** The id of the oldest post here, to ask for older ones. Null if there are none. */
  readonly older: string | null;
  /** The id of the newest post here, to ask for newer ones. Null if there are none. */
  readonly newer: string | null;
}

/**
 * Reads the posts before and after a post, together with it. Half of them are older and half are newer.
 * If there are fewer on one side, there are more on the other.
 */
export async function postsAround<S extends PostShape>(
  context: OperationContext,
  table: Table<S>,
  post: S,
  { index, equals, limit }: Pick<PostPageQuery, "index" | "equals" | "limit">,
  budget: AnswerBudget,
): Promise<Surroundings<S>> {
  const after = [...Object.values(equals), post.number, post.id];
  const read = (order: "asc" | "desc") =>
    context.list(table, { index, equals, limit, after, order, maxBytes: budget.left });
  const [older, newer] = await Promise.all([read("desc"), read("asc")]);
  const found = await authorsOf(context, [post, ...older.records, ...newer.records]);
  const names = new Map(found.map((author) => [author.id, author]));
  const authors = new Map<string, Author>();
  const takes = (one: S): boolean => {
    const author = authors.has(one.authorId) ? undefined : names.get(one.authorId);
    const fits = budget.takes(one, author);
    if (fits && author) authors.set(author.id, author);
    return fits;
  };
  takes(post);
  const sides = [older, newer].map(({ records, next }) => ({ records, next, taken: 0 }));
  const isFull = () => sides.reduce((sum, { taken }) => sum + taken, 1) >= limit;
  // Older and newer posts are added in turns, so that neither side uses up the space of the answer.
  let growing = sides;
  while (growing.length > 0)
    growing = growing.filter((side) => {
      const one = side.records[side.taken];
      const isTaken = one !== undefined && !isFull() && takes(one);
      if (isTaken) side.taken++;
      return isTaken;
    });
  const [before, since] = sides.map(({ records, next, taken }) => ({
    posts: records.slice(0, taken),
    goesOn: next !== null || taken < records.length,
  }));
  const posts = [...(since?.posts.toReversed() ?? []), post, ...(before?.posts ?? [])];
  return {
    posts,
    authors: [...authors.values()],
    older: before?.goesOn ? (posts.at(-1)?.id ?? null) : null,
    newer: since?.goesOn ? (posts[0]?.id ?? null) : null,
  };
}
