import { z } from "zod";
import { hasSeenContent } from "../../approvals/content.ts";
import { refusal } from "../../authorize/refusal.ts";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { maxNameLength } from "../../model/approval-data.ts";
import { type DecisionLink, linkUseSchema } from "../../model/decision-link.ts";
import type { ActionData } from "../../model/definitions.ts";
import { nonEmptyText } from "../../model/text.ts";
import type { Templates } from "../../workflow/templates.ts";
import { refused } from "../tasks/open-step.ts";
import { runAction } from "../tasks/task-actions.ts";
import { changeLink, codeInput, countWrongCode, isCodeRight } from "./code.ts";
import { changedSinceMail, isStillAsked, linkedAction } from "./question.ts";
import { deadLink, linkOf, tokenInput } from "./token.ts";

type LinkUse = z.infer<typeof linkUseSchema>;

/**
 * Refuses an action that the link does not offer, or that its person can't take now. It goes before the check of
 * the code: a refusal commits nothing, so it must not depend on the code.
 */
async function checkAction(
  context: OperationContext,
  link: DecisionLink,
  { action: name, version }: { readonly action: string; readonly version: number },
): Promise<ActionData> {
  const task = context.task();
  if (!isStillAsked(link, task)) throw deadLink();
  const verdicts = await Promise.all(
    link.actions.map((one) => context.verdict(`task.${one}`, context.facts)),
  );
  if (!verdicts.some(({ allowed }) => allowed === true)) throw deadLink();
  const verdict = verdicts[link.actions.indexOf(name)];
  if (!verdict)
    throw new TaskwireError("invalid", "The link does not have this action.", {
      problems: [{ path: "action", message: "Name one of the actions that `links.show` names" }],
    });
  // A caller without the code may not learn more about the task.
  const isKnown = link.mode === "signIn";
  if (verdict.allowed !== true)
    throw isKnown
      ? refusal(`task.${name}`, verdict, context.facts, context.definitions)
      : deadLink();
  const changed = changedSinceMail(link, task);
  if (changed.length > 0 || !hasSeenContent(task, version))
    throw refused(
      "content",
      "What you vote on has changed since the mail, or since you have read it. Look at it again, then vote.",
      { ...(isKnown && { changed }), remedy: "none" },
    );
  return linkedAction(context, name);
}

function checkReason({ reason: needs }: ActionData, reason: string | undefined): void {
  if (needs === "optional" || (needs === "required") === (reason !== undefined)) return;
  const message = needs === "required" ? "Give a reason" : "Leave the reason out";
  throw new TaskwireError("invalid", `${message}.`, { problems: [{ path: "reason", message }] });
}

/** Makes the operation that votes or decides with a link. */
export const useLink = (templates: Templates) =>
  command({
    name: "links.use",
    target: "link",
    permission: "link",
    summary:
      "Vote or decide with a decision link. A link is used once: later calls get the first answer. A wrong code is counted, and the fifth one ends the link.",
    route: { method: "POST", path: "/links/use" },
    errors: ["not_found"],
    input: z.strictObject({
      ...tokenInput,
      action: z.string().max(maxNameLength),
      version: z.int().meta({
        description:
          "The version of the task that `links.show` has shown. If the content has changed since, the vote is refused.",
      }),
      ...codeInput,
      reason: nonEmptyText().optional(),
    }),
    output: linkUseSchema,
    async run(context, input): Promise<LinkUse> {
      const { action: name, version, reason } = input;
      const link = await linkOf(context, input);
      const isRight = isCodeRight(input);
      if (link.used)
        return isRight ? { outcome: "done", ...link.used } : countWrongCode(context, link);
      const action = await checkAction(context, link, input);
      checkReason(action, reason);
      if (!isRight) return countWrongCode(context, link);
      await runAction(context, { name, action, version, reason }, templates);
      const used = { action: name, at: context.now };
      changeLink(context, link, { used });
      return { outcome: "done", ...used };
    },
  });
