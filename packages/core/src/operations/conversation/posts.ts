import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import type { Emitted } from "../../engine/operation/emitted.ts";
import { TaskwireError } from "../../errors.ts";
import type { Mention, UnreachedMention } from "../../mentions/mention.ts";
import { isSameJson } from "../../model/canonical-json.ts";
import { idSchema } from "../../model/id.ts";
import { spansSchema } from "../../model/mention-span.ts";
import type { Message } from "../../model/message.ts";
import { nonEmptyText } from "../../model/text.ts";
import type { Candidate, NotificationRequest } from "../../notifications/request.ts";

/** The input of an edit of a message or comment. */
export const editInput = {
  text: nonEmptyText(),
  spans: spansSchema,
  confirm: z.int().optional().meta({
    description:
      "The number of people that a mentioned group has, if it is large: the author confirms with it that all of them are to be notified.",
  }),
};

/** The input of a new message or comment. */
export const postInput = { ...editInput, replyTo: idSchema.optional() };

type Post = Omit<Message, "roomId">;

interface TextWithMentions {
  readonly text: string;
  readonly mentions: readonly Mention[];
  readonly unreached: readonly UnreachedMention[];
}

/** The fields of a new post that messages and comments share. */
export const newPost = (
  context: OperationContext,
  {
    boardId,
    text,
    mentions,
    unreached,
    replyTo,
  }: TextWithMentions & {
    readonly boardId: string;
    readonly replyTo: string | null;
  },
): Post => ({
  id: context.newId(),
  version: 0,
  number: 0,
  boardId,
  authorId: context.actor.userId,
  text,
  mentions: [...mentions],
  unreached: [...unreached],
  replyTo,
  createdAt: context.now,
  editedAt: null,
  deletedAt: null,
  deletedBy: null,
});

/** Returns a post after an edit. Returns the same object if nothing has changed. */
export function editedPost<P extends Post>(
  before: P,
  { text, mentions, unreached }: TextWithMentions,
  now: string,
): P {
  const isSame = text === before.text && isSameJson(mentions, before.mentions);
  return isSame
    ? before
    : { ...before, text, mentions: [...mentions], unreached: [...unreached], editedAt: now };
}

/** Returns a post after its deletion, without its content. */
export const deletedPost = <P extends Post>(before: P, context: OperationContext): P => ({
  ...before,
  text: "",
  mentions: [],
  unreached: [],
  deletedAt: context.now,
  deletedBy: context.actor.userId,
});

/** Throws if the post is deleted, because a deleted post can't be edited or answered. */
export function checkNotDeleted({ deletedAt }: Pick<Post, "deletedAt">): void {
  if (deletedAt !== null)
    throw new TaskwireError("refused", "This post was deleted; nothing is left of it.", {
      rule: "deleted",
    });
}

/**
 * Returns the fields that the events of all posts have in common. An edit notifies nobody twice
 * (`once`), and a deletion removes the text from the log (`redact`).
 */
export const postEvent = (
  type: string,
  about: Omit<NotificationRequest, "excerpt" | "once" | "candidates">,
  { text, deletedAt }: Pick<Post, "text" | "deletedAt">,
  candidates: readonly Candidate[],
): Pick<Emitted, "type" | "redact" | "notify"> => ({
  type,
  ...(deletedAt !== null && { redact: true as const }),
  ...(candidates.length > 0 && {
    notify: {
      ...about,
      excerpt: text,
      ...(type.endsWith(".edited") && { once: true as const }),
      candidates,
    },
  }),
});
