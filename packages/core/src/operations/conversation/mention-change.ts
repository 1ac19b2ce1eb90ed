import type { OperationContext } from "../../engine/operation/context.ts";
import type { Mention } from "../../mentions/mention.ts";
import type { Candidate } from "../../notifications/request.ts";

type Post = { readonly mentions: readonly Pick<Mention, "kind" | "id" | "silent">[] };

/** Who is told by a text, as `user:id` and `group:id`: what is only drawn tells nobody. */
const toldBy = ({ mentions }: Post): Set<string> =>
  new Set(mentions.filter(({ silent }) => !silent).map(({ kind, id }) => `${kind}:${id}`));

const targetOf = ({ to, reason }: Candidate): string => {
  if (typeof to === "string") return `user:${to}`;
  if (reason === "mention.everyone") return "group:everyone";
  return reason === "mention.here" ? "group:here" : "group:";
};

/** The candidates whom the text did not tell before it was edited. */
export function newlyMentioned(before: Post, candidates: readonly Candidate[]): Candidate[] {
  const told = toldBy(before);
  return candidates.filter((candidate) => !told.has(targetOf(candidate)));
}

/** Withdraws what people were told who are mentioned no more, by name or as part of a group. */
export function editedOut(
  context: OperationContext,
  about: string,
  before: Post,
  after: Post,
): void {
  const told = toldBy(after);
  const gone = [...toldBy(before)].filter((target) => !told.has(target));
  if (gone.length === 0) return;
  const stillCalled = [...told].some((target) => target.startsWith("group:"));
  const userIds = gone
    .filter((target) => target.startsWith("user:"))
    .map((target) => target.slice("user:".length));
  const resolution = "edited_out" as const;
  // Who is still called as part of a group keeps their row.
  if (userIds.length > 0 && !stillCalled)
    context.resolve({ about, userIds, reasons: ["mention"], resolution });
  if (gone.includes("group:everyone"))
    context.resolve({ about, reasons: ["mention.everyone"], resolution });
  if (gone.includes("group:here"))
    context.resolve({ about, reasons: ["mention.here"], resolution });
  if (
    gone.some(
      (target) =>
        target.startsWith("group:") && target !== "group:everyone" && target !== "group:here",
    )
  )
    context.resolve({ about, reasons: ["mention.group"], resolution });
}
