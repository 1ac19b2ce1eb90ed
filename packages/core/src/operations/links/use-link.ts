import { z } from "zod";
import { refusal } from "../../authorize/refusal.ts";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { maxNameLength } from "../../model/approval-data.ts";
import {
  type DecisionLink,
  decisionLinks,
  linkUseSchema,
  maxWrongCodes,
} from "../../model/decision-link.ts";
import type { ActionData } from "../../model/definitions.ts";
import { nonEmptyText } from "../../model/text.ts";
import type { Templates } from "../../workflow/templates.ts";
import { refused } from "../tasks/open-step.ts";
import { runAction } from "../tasks/task-actions.ts";
import { changedSinceMail, isAskedStill, linkedAction } from "./question.ts";
import { deadLink, linkOf, tokenInput } from "./token.ts";

type LinkUse = z.infer<typeof linkUseSchema>;

const change = (context: OperationContext, { id }: DecisionLink, fields: Partial<DecisionLink>) =>
  builtIn(context).derive({ collection: decisionLinks.name, id, kind: "update", fields });

/**
 * Counts a wrong code, also for a used link: the answer of a used link says what was decided. It is committed, so
 * all servers count together, and a restart forgets none.
 */
function countWrongCode(context: OperationContext, link: DecisionLink): LinkUse {
  const wrongCodes = link.wrongCodes + 1;
  change(context, link, { wrongCodes });
  return { outcome: "wrong_code", left: maxWrongCodes - wrongCodes };
}

/** Refuses an action that the link does not offer, or that its person can't take now. */
async function checkAction(
  context: OperationContext,
  link: DecisionLink,
  name: string,
): Promise<ActionData> {
  const task = context.task();
  if (!isAskedStill(link, task)) throw deadLink();
  if (!link.actions.includes(name))
    throw new TaskwireError("invalid", `The link has the actions ${link.actions.join(", ")}.`, {
      problems: [{ path: "action", message: "Name one of the link's actions" }],
    });
  const verdictOn = (one: string) => context.verdict(`task.${one}`, context.facts);
  const verdict = await verdictOn(name);
  if (verdict.allowed !== true) {
    // If the link can take another action, it is not dead, and its person may know why this one is refused.
    const others = await Promise.all(link.actions.map(verdictOn));
    if (!others.some(({ allowed }) => allowed === true)) throw deadLink();
    throw refusal(`task.${name}`, verdict, context.facts, context.definitions);
  }
  const changed = changedSinceMail(link, task);
  if (changed.length > 0)
    throw refused(
      "content",
      "What you vote on has changed since the mail. Look at it in the app, then vote there.",
      { changed, remedy: "none" },
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
      code: z.string().max(20).optional().meta({ description: "The digits from the mail." }),
      reason: nonEmptyText().optional(),
    }),
    output: linkUseSchema,
    async run(context, input): Promise<LinkUse> {
      const { action: name, reason } = input;
      const { isCodeRight } = input as { readonly isCodeRight?: boolean };
      const link = await linkOf(context, input);
      if (!isCodeRight) return countWrongCode(context, link);
      if (link.used) return { outcome: "done", ...link.used };
      const action = await checkAction(context, link, name);
      checkReason(action, reason);
      const { version } = context.task();
      await runAction(context, { name, action, version, reason }, templates);
      const used = { action: name, at: context.now };
      change(context, link, { used });
      return { outcome: "done", ...used };
    },
  });
