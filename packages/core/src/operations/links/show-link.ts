import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import { linkViewSchema } from "../../model/decision-link.ts";
import { changeLink, codeInput, countWrongCode, isCodeRight } from "./code.ts";
import { changedSinceMail, isStillAsked } from "./question.ts";
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

export const showLink = command({
  name: "links.show",
  target: "link",
  permission: "link",
  summary:
    "Show what a decision link is about, and what has changed since the mail. A bearer link needs its code: without it, the answer says only that. A wrong code is counted. The token is in the body, so that no address has it.",
  route: { method: "POST", path: "/links/show" },
  errors: ["not_found"],
  // The answer has what only this caller may read.
  secret: true,
  input: z.strictObject({ ...tokenInput, ...codeInput }),
  output: linkViewSchema,
  async run(context, input): Promise<z.infer<typeof linkViewSchema>> {
    const task = context.task();
    const link = await linkOf(context, input);
    const isOver = link.used !== null || !isStillAsked(link, task);
    const possible = isOver ? [] : await possibleActions(context, link.actions);
    if (possible.length === 0) throw deadLink();
    if (link.mode === "bearer") {
      if (input.code === undefined) return { outcome: "needs_code" };
      if (!isCodeRight(input)) return countWrongCode(context, link);
      // The commit orders this call among the wrong codes. Otherwise many codes could be tried at once.
      changeLink(context, link, { wrongCodes: link.wrongCodes });
    }
    const changed = changedSinceMail(link, task);
    const { actions } = context.definitions.workflow;
    const offered = changed.length > 0 ? [] : possible;
    const { title, description, data, type, version } = task;
    const { boardId, taskId, userId, principalId, step, mode, expiresAt } = link;
    return {
      outcome: "shown",
      link: {
        ...{ boardId, taskId, version, userId, name: context.user()?.name ?? userId },
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
