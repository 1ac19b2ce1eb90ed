import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { query } from "../../engine/operation/definition.ts";
import { shownLinkSchema } from "../../model/decision-link.ts";
import { changedSinceMail, isAskedStill } from "./question.ts";
import { deadLink, linkOf, tokenInput } from "./token.ts";

/** The actions of a link that its person can take now. */
async function possibleActions(
  context: OperationContext,
  names: readonly string[],
): Promise<string[]> {
  const possible: string[] = [];
  for (const name of names) {
    const verdict = await context.verdict(`task.${name}`, context.facts);
    if (verdict.allowed === true) possible.push(name);
  }
  return possible;
}

export const showLink = query({
  name: "links.show",
  target: "link",
  permission: "link",
  summary:
    "Show what a decision link is about, and what has changed since the mail. It changes nothing. The token is in the body, so that no address has it.",
  route: { method: "POST", path: "/links/show" },
  errors: ["not_found"],
  input: z.strictObject(tokenInput),
  output: z.object({ link: shownLinkSchema }),
  async run(context, input) {
    const task = context.task();
    const link = await linkOf(context, input);
    const isOver = link.used !== null || !isAskedStill(link, task);
    const possible = isOver ? [] : await possibleActions(context, link.actions);
    if (possible.length === 0) throw deadLink();
    const changed = changedSinceMail(link, task);
    const { actions } = context.definitions.workflow;
    const offered = changed.length > 0 ? [] : possible;
    const { title, description, data, type } = task;
    const { boardId, taskId, userId, principalId, step, mode, expiresAt } = link;
    return {
      link: {
        ...{ boardId, taskId, userId, name: context.user()?.name ?? userId },
        ...{ for: principalId, step, type, title, description, data, changed },
        actions: offered.flatMap((name) => {
          const { vote, reason } = actions[name] ?? {};
          if (vote === "override" || reason === undefined) return [];
          return [{ name, vote: vote ?? null, reason }];
        }),
        ...{ mode, needsCode: link.code !== null, expiresAt },
      },
    };
  },
});
