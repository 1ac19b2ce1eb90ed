import { TaskwireError } from "../../errors.ts";
import { checkSpans } from "../../mentions/check.ts";
import type {
  Mention,
  MentionSpan,
  ParsedMentions,
  UnreachedMention,
} from "../../mentions/mention.ts";
import { parseMentions } from "../../mentions/parse.ts";
import type { MentionsData } from "../../model/definitions.ts";
import { maxUnreached } from "../../model/message.ts";
import type { Candidate } from "../../notifications/request.ts";
import { directoryOf, type MentionScope } from "./mention-scope.ts";

/** If a mentioned group has more people than this, the author has to confirm their number. */
const confirmAbove = 25;
/** The maximum size of a group that can be mentioned. */
const maxGroupSize = 1_000;

/**
 * The text of a post, the mentions that the author chose in a picker, and the size of a large group
 * that the author has confirmed.
 */
export interface PostText {
  readonly text: string;
  readonly spans?: readonly MentionSpan[] | undefined;
  readonly confirm?: number | undefined;
  /** The mentions of the post before an edit. */
  readonly before?: readonly Mention[];
}

/** The facts that decide whom a post mentions. */
export interface MentionFacts {
  readonly scope: MentionScope;
  readonly authorId: string;
  /** The groups that the author may mention. */
  readonly allowed: readonly string[];
  /** The app's own groups and words. */
  readonly definitions: MentionsData | undefined;
}

/** The mentions to store with a post, and the candidates to notify. */
export interface PostMentions {
  readonly mentions: readonly Mention[];
  readonly unreached: readonly UnreachedMention[];
  readonly candidates: readonly Candidate[];
}

/** Decides whom a post mentions. Pure; `mentionsIn` reads the facts. */
export function decideMentions(
  { text, spans = [], confirm }: PostText,
  { scope, authorId, allowed, definitions }: MentionFacts,
): PostMentions {
  const directory = directoryOf(scope.named, definitions);
  const checked = checkSpans(text, spans, directory);
  // A span outside the text is an error of the client. If the person of a span has just left, the
  // post is not refused: the name becomes plain text.
  if (checked.rejected.some(({ problem }) => problem === "outside")) throw invalidSpan();
  const parsed = parseMentions(text, directory, {
    spans: checked.spans,
    author: authorId,
    groups: allowed,
  });
  const { mentions, recipients, refused } = parsed;
  if (refused) {
    throw new TaskwireError(
      "refused",
      `A post can mention at most ${refused.limit} people by name; this one mentions ${refused.count}. Mention a group instead.`,
      { rule: "mentions", ...refused },
    );
  }
  const candidates = recipients.map((recipient) => candidateOf(recipient, scope, definitions));
  checkGroupSizes(candidates, scope, confirm);
  return { mentions, unreached: unreachedIn(parsed), candidates };
}

/** The mentions that reach nobody, in the order in which they stand in the text. */
function unreachedIn({ unresolved, denied }: ParsedMentions): UnreachedMention[] {
  const found = [
    ...denied.map(({ start, end }) => ({ start, end, why: "not_allowed" as const })),
    ...unresolved.map(({ raw, start, ambiguous }) => ({
      start,
      end: start + raw.length,
      why: ambiguous ? ("ambiguous" as const) : ("unknown" as const),
    })),
  ];
  return found.sort((a, b) => a.start - b.start).slice(0, maxUnreached);
}

export const invalidSpan = () =>
  new TaskwireError(
    "invalid",
    "`spans` has a span that isn't a mention in this text. A span starts at an at-sign; offsets count UTF-16 units.",
  );

function candidateOf(
  recipient: string,
  { members }: MentionScope,
  definitions: MentionsData | undefined,
): Candidate {
  const [, kind, id = ""] = /^(user|group):(.*)$/su.exec(recipient) ?? [];
  if (kind === "user") return { to: id, reason: "mention" };
  if (id === "everyone") return { to: { members }, reason: "mention.everyone" };
  if (id === "here") return { to: { members, present: true }, reason: "mention.here" };
  return {
    to: { members, role: definitions?.groups?.[id]?.role ?? "" },
    reason: "mention.group",
  };
}

/** Throws if a mentioned group is too large, or if its size has to be confirmed and was not. */
function checkGroupSizes(
  candidates: readonly Candidate[],
  { people }: MentionScope,
  confirm: number | undefined,
): void {
  for (const { to } of candidates) {
    if (typeof to === "string" || !("members" in to) || to.present) continue;
    const count = people.filter(({ role }) => to.role === undefined || role === to.role).length;
    if (count > maxGroupSize)
      throw new TaskwireError(
        "refused",
        `This group has ${count} people; at most ${maxGroupSize} can be mentioned at once. Mention a smaller group.`,
        { rule: "audience", count },
      );
    if (count > confirmAbove && confirm !== count)
      throw new TaskwireError(
        "refused",
        `This mentions ${count} people. Send \`confirm: ${count}\` along if you mean it.`,
        { rule: "confirm", count },
      );
  }
}
