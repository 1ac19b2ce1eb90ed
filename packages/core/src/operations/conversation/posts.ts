import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import type { Table } from "../../model/collection.ts";
import { idSchema } from "../../model/id.ts";
import { spansSchema } from "../../model/mention-span.ts";
import { text } from "../../model/text.ts";
import { users } from "../../model/user.ts";
import type { Candidate, NotificationRequest } from "../../notifications/request.ts";
import { limitSchema } from "../input.ts";

/** What is said in a message or a comment. */
export const postText = text().refine(
  (value) => value.trim() !== "",
  "Say something: the text is empty",
);

/** What a new post takes. */
export const postInput = {
  text: postText,
  spans: spansSchema,
  replyTo: idSchema.optional(),
  confirm: z.int().optional().meta({
    description:
      "How many people the author knows that this calls; asked for where a group is large.",
  }),
};

/** A place among posts: before or after one of them, or neither: the newest. */
export const pageInput = {
  before: idSchema.optional(),
  after: idSchema.optional(),
  limit: limitSchema,
};

interface Page {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A page of posts by age. It stays the same while new ones arrive: places are ids, and ids sort by age. */
export async function pageOf<S extends { id: string; version: number }>(
  context: OperationContext,
  table: Table<S>,
  index: string,
  equals: { readonly [field: string]: string },
  { before, after, limit }: Page,
): Promise<{ records: S[]; next: string | null }> {
  if (before !== undefined && after !== undefined)
    throw new TaskwireError(
      "invalid",
      "Ask for what is before a post or for what is after one, not for both.",
    );
  const place = before ?? after;
  const from = place === undefined ? {} : { after: [...Object.values(equals), place] };
  const order = after === undefined ? ("desc" as const) : ("asc" as const);
  const { records, next } = await context.list(table, { index, equals, limit, order, ...from });
  return { records, next: next ? (records.at(-1)?.id ?? null) : null };
}

export const authorsSchema = z
  .array(z.object({ id: idSchema, name: z.string() }))
  .meta({ description: "Who wrote these, by the name they have now; also who has left since." });

/** The names to draw beside posts. */
export async function authorsOf(
  context: OperationContext,
  posts: readonly { readonly authorId: string }[],
): Promise<z.infer<typeof authorsSchema>> {
  const ids = [...new Set(posts.map(({ authorId }) => authorId))];
  const found = await context.get(users, ids);
  return found.flatMap((user) => (user ? [{ id: user.id, name: user.name }] : []));
}

/** Refuses to change or answer what was deleted. */
export function checkNotDeleted({ deletedAt }: { readonly deletedAt: string | null }): void {
  if (deletedAt !== null)
    throw new TaskwireError("refused", "It was deleted; there is nothing left of it.", {
      rule: "deleted",
    });
}

/** What all events of posts have: whom it concerns, told only once where the text was edited; and of a deleted one nothing stays. */
export const postEvent = (
  type: string,
  place: Omit<NotificationRequest, "excerpt" | "once" | "candidates">,
  { text, deletedAt }: { readonly text: string; readonly deletedAt: string | null },
  candidates: readonly Candidate[],
) => ({
  type,
  ...(deletedAt !== null && { redact: true as const }),
  ...(candidates.length > 0 && {
    notify: {
      ...place,
      excerpt: text,
      ...(type.endsWith(".edited") && { once: true as const }),
      candidates,
    },
  }),
});

/** A post without anything that was said. */
export const withoutText = (context: OperationContext) => ({
  text: "",
  mentions: [],
  deletedAt: context.now,
  deletedBy: context.actor.userId,
});
