import type { Mention } from "../../mentions/mention.ts";
import type { Reason } from "../../model/reason.ts";
import type { Candidate } from "../../notifications/request.ts";

type Mentions = readonly Pick<Mention, "kind" | "id" | "silent">[];

/**
 * The effect of an edit: the candidates to notify, and the notifications to resolve because their
 * mention is gone.
 */
export interface MentionChange {
  readonly added: readonly Candidate[];
  readonly removed: readonly {
    readonly userIds?: readonly string[];
    readonly reasons: readonly Reason[];
  }[];
}

/**
 * Compares the mentions of a post before and after an edit. Pure.
 *
 * @param candidates the candidates of the edited text
 */
export function mentionChange(
  before: Mentions,
  after: Mentions,
  candidates: readonly Candidate[],
): MentionChange {
  const targetsBefore = targetsOf(before);
  const targetsAfter = targetsOf(after);
  const gone = [...targetsBefore].filter((target) => !targetsAfter.has(target));
  const goneReasons = new Set(gone.map(reasonOf));
  const userIds = gone.filter(isUser).map((target) => target.slice("user:".length));
  // A person who may still be mentioned as a member of a group keeps the notification.
  const isGroupLeft = [...targetsAfter].some((target) => !isUser(target));
  return {
    added: candidates.filter((candidate) => !targetsBefore.has(targetOf(candidate))),
    removed: [
      ...(userIds.length > 0 && !isGroupLeft ? [{ userIds, reasons: ["mention"] as const }] : []),
      ...groupReasons
        .filter((reason) => goneReasons.has(reason))
        .map((one) => ({ reasons: [one] })),
    ],
  };
}

const groupReasons = ["mention.everyone", "mention.here", "mention.group"] as const;

const isUser = (target: string): boolean => target.startsWith("user:");

/** Returns the people and groups that these mentions notify, as `user:<id>` and `group:<id>`. */
const targetsOf = (mentions: Mentions): Set<string> =>
  new Set(mentions.filter(({ silent }) => !silent).map(({ kind, id }) => `${kind}:${id}`));

function reasonOf(target: string): Reason {
  if (isUser(target)) return "mention";
  if (target === "group:everyone") return "mention.everyone";
  return target === "group:here" ? "mention.here" : "mention.group";
}

/**
 * Returns the target of a candidate. A candidate does not say which of the app's own groups it
 * comes from. So such a group always counts as added, and `once` prevents a second notification for
 * its members.
 */
function targetOf({ to, reason }: Candidate): string {
  if (typeof to === "string") return `user:${to}`;
  if (reason === "mention.everyone") return "group:everyone";
  return reason === "mention.here" ? "group:here" : "group:";
}
