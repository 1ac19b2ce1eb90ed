import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { isAtSign } from "../../mentions/script.ts";
import {
  decideMentions,
  invalidSpan,
  type PostMentions,
  type PostText,
} from "./decide-mentions.ts";
import { allowedGroups, type MentionScope, mayMentionMany } from "./mention-scope.ts";

/** A person who names more people needs the permission to mention groups: the effect is the same. */
const maxNamed = 8;

/**
 * Finds whom a post mentions. Reads the people only if the text has an at-sign.
 *
 * @throws {TaskwireError} `refused` if the post names more than 50 people, or more than 8 by a person who
 * may not mention groups, or mentions a large group
 * without confirming its size.
 */
export async function mentionsIn(
  context: OperationContext,
  post: PostText,
  readScope: (context: OperationContext) => Promise<MentionScope>,
): Promise<PostMentions> {
  if (!hasAtSign(post.text)) {
    if (post.spans && post.spans.length > 0) throw invalidSpan();
    return { mentions: [], unreached: [], candidates: [] };
  }
  const found = decideMentions(post, {
    scope: await readScope(context),
    authorId: context.actor.userId,
    allowed: await allowedGroups(context),
    definitions: context.definitions.mentions,
  });
  await checkNames(context, found);
  return found;
}

/** Throws if a person who may not mention groups names as many people as a group has. */
async function checkNames(context: OperationContext, { candidates }: PostMentions): Promise<void> {
  const { userId } = context.actor;
  const count = candidates.filter(({ to }) => typeof to === "string" && to !== userId).length;
  if (count <= maxNamed || (await mayMentionMany(context))) return;
  throw new TaskwireError(
    "refused",
    `You can mention at most ${maxNamed} people by name; this one mentions ${count}. Mention fewer people, or ask somebody who may mention groups.`,
    { rule: "mentions", limit: maxNamed, count },
  );
}

const hasAtSign = (text: string): boolean => [...text].some((character) => isAtSign(character));
