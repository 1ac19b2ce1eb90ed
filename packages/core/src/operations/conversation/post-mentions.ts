import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import type { Mention, UnreachedMention } from "../../mentions/mention.ts";
import { isAtSign } from "../../mentions/script.ts";
import { maxUnreached } from "../../model/message.ts";
import { users } from "../../model/user.ts";
import type { NotificationQuota } from "../../notifications/quota.ts";
import {
  decideMentions,
  invalidSpan,
  type PostMentions,
  type PostText,
} from "./decide-mentions.ts";
import { allowedGroups, type MentionScope, mayMentionMany } from "./mention-scope.ts";

/**
 * To name more people than this, a person needs the permission to mention groups, because the
 * effect is the same.
 */
const maxNamed = 8;

/**
 * Finds whom a post mentions. Reads the people only if the text has an at-sign.
 *
 * @throws {TaskwireError} `refused` if the post names more than 50 people; if it names more than 8
 * and the author may not mention groups; or if it mentions a large group whose size the author has
 * not confirmed.
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
  const disabled = await disabledIn(found, context);
  const isDisabled = ({ kind, id }: Mention) => kind === "user" && disabled.has(id);
  const { notificationQuota: quota } = builtIn(context);
  const enabled = {
    mentions: found.mentions.filter((one) => !isDisabled(one)),
    candidates: found.candidates.filter(({ to }) => typeof to !== "string" || !disabled.has(to)),
  };
  const others = [
    ...found.mentions
      .filter((one) => !one.silent && isDisabled(one))
      .map(({ start, end }) => ({ start, end, why: "disabled" as const })),
    ...(quota ? beyondQuota(enabled, post.before ?? [], quota, context.actor.userId) : []),
  ];
  if (others.length === 0) return found;
  const unreached = [...found.unreached, ...others].sort((a, b) => a.start - b.start);
  return { ...found, unreached: unreached.slice(0, maxUnreached) };
}

/** The people who are mentioned by name and whose account is disabled. */
async function disabledIn(
  { candidates }: PostMentions,
  context: OperationContext,
): Promise<ReadonlySet<string>> {
  const named = candidates.flatMap(({ to }) => (typeof to === "string" ? to : []));
  const accounts = named.length > 0 ? await context.get(users, named) : [];
  return new Set(accounts.flatMap((account) => (account?.disabled ? account.id : [])));
}

/**
 * Returns the new mentions of a post that notify nobody because of a quota: the author has caused
 * too many notifications.
 */
function beyondQuota(
  { mentions, candidates }: Pick<PostMentions, "mentions" | "candidates">,
  before: readonly Mention[],
  { left, leftFor }: NotificationQuota,
  authorId: string,
): UnreachedMention[] {
  const wasThere = ({ kind, id }: Mention) =>
    before.some((one) => one.kind === kind && one.id === id);
  const people = candidates.flatMap(({ to }) =>
    typeof to === "string" && to !== authorId ? to : [],
  );
  const isOver = ({ kind, id }: Mention) =>
    left < 1 || (kind === "user" && (people.indexOf(id) >= left || leftFor(id) < 1));
  return mentions
    .filter((one) => !one.silent && one.id !== authorId && !wasThere(one) && isOver(one))
    .map(({ start, end }) => ({ start, end, why: "quota" as const }));
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
