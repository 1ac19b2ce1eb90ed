import { z } from "zod";
import type { OperationContext, Shape } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import type { Table } from "../../model/collection.ts";
import { idSchema, userIdSchema } from "../../model/id.ts";
import { users } from "../../model/user.ts";
import type { AnswerBudget } from "../answer-budget.ts";
import { limitSchema } from "../page.ts";

/** Selects a page of posts: the newest posts, or the posts before or after a post. */
export const postPageInput = {
  before: idSchema.optional(),
  after: idSchema.optional(),
  limit: limitSchema,
};

export const authorsSchema = z.array(z.object({ id: userIdSchema, name: z.string() })).meta({
  description: "The authors of these posts with their current names, former members included.",
});

export type Author = z.infer<typeof authorsSchema>[number];

/** A record that is in a list of posts. */
export type PostShape = Shape & { readonly number: number; readonly authorId: string };

export interface PostPageQuery {
  readonly index: string;
  readonly equals: { readonly [field: string]: string };
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/**
 * Reads a page of posts with their authors. The pages stay the same while new posts arrive, because
 * posts are in the order of the log.
 */
export async function postPage<S extends PostShape>(
  context: OperationContext,
  table: Table<S>,
  { index, equals, before, after, limit }: PostPageQuery,
  budget: AnswerBudget,
): Promise<{ posts: S[]; authors: Author[]; next: string | null }> {
  if (before !== undefined && after !== undefined)
    throw new TaskwireError(
      "invalid",
      "`before` and `after` exclude each other. Send one of them.",
    );
  const position = before ?? after;
  const from =
    position === undefined ? {} : { after: await placeOf(context, table, equals, position) };
  const order = after === undefined ? ("desc" as const) : ("asc" as const);
  const query = { index, equals, limit, order, maxBytes: budget.left, ...from };
  const { records, next } = await context.list(table, query);
  const names = new Map((await authorsOf(context, records)).map((one) => [one.id, one]));
  const authors = new Map<string, Author>();
  const beyond = records.findIndex(({ authorId }, i) => {
    const author = authors.has(authorId) ? undefined : names.get(authorId);
    const fits = budget.takes(records[i], author);
    if (fits && author) authors.set(authorId, author);
    return !fits;
  });
  const posts = beyond < 0 ? records : records.slice(0, beyond);
  const isEnd = next === null && posts.length === records.length;
  return {
    posts,
    authors: [...authors.values()],
    next: isEnd ? null : (posts.at(-1)?.id ?? null),
  };
}

/**
 * Returns the place of a post in its list. A deleted post has a place too.
 *
 * @throws {TaskwireError} `invalid` if the id is not that of a post in this list.
 */
async function placeOf<S extends PostShape>(
  context: OperationContext,
  table: Table<S>,
  equals: PostPageQuery["equals"],
  id: string,
): Promise<readonly unknown[]> {
  const [post] = await context.get(table, [id]);
  const fields = post as { readonly [field: string]: unknown } | undefined;
  if (post && Object.entries(equals).every(([field, value]) => fields?.[field] === value))
    return [...Object.values(equals), post.number, id];
  throw new TaskwireError(
    "invalid",
    "`before` or `after` is not the id of a post here. Leave it out to begin with the newest.",
  );
}

/** Reads the current names of the authors of posts. */
export async function authorsOf(
  context: OperationContext,
  posts: readonly { readonly authorId: string }[],
): Promise<Author[]> {
  const ids = [...new Set(posts.map(({ authorId }) => authorId))];
  const found = await context.get(users, ids);
  return found.flatMap((user) => (user ? [{ id: user.id, name: user.name }] : []));
}
