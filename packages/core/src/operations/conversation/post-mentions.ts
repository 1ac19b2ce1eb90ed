import type { OperationContext } from "../../engine/operation/context.ts";
import { isAtSign } from "../../mentions/script.ts";
import {
  decideMentions,
  invalidSpan,
  type PostMentions,
  type PostText,
} from "./decide-mentions.ts";
import { allowedGroups, type MentionScope } from "./mention-scope.ts";

/**
 * Finds whom a post mentions. Reads the people only if the text has an at-sign.
 *
 * @throws {TaskwireError} `refused` if the post names more than 50 people, or mentions a large group
 * without confirming its size.
 */
export async function mentionsIn(
  context: OperationContext,
  post: PostText,
  readScope: (context: OperationContext) => Promise<MentionScope>,
): Promise<PostMentions> {
  if (!hasAtSign(post.text)) {
    if (post.spans && post.spans.length > 0) throw invalidSpan();
    return { mentions: [], candidates: [] };
  }
  return decideMentions(post, {
    scope: await readScope(context),
    authorId: context.actor.userId,
    allowed: await allowedGroups(context),
    definitions: context.definitions.mentions,
  });
}

const hasAtSign = (text: string): boolean => [...text].some((character) => isAtSign(character));
