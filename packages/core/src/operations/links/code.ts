import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { type DecisionLink, decisionLinks, maxWrongCodes } from "../../model/decision-link.ts";

/** The input that proves that the caller has read the mail. */
export const codeInput = {
  code: z.string().max(20).optional().meta({ description: "The digits from the mail." }),
};

export const changeLink = (
  context: OperationContext,
  { id }: DecisionLink,
  fields: Partial<DecisionLink>,
) => builtIn(context).derive({ collection: decisionLinks.name, id, kind: "update", fields });

/** Whether the code of a call was right. The engine has put this into the input, in place of the token. */
export const isCodeRight = (input: object): boolean =>
  (input as { readonly isCodeRight?: boolean }).isCodeRight === true;

/**
 * Counts a wrong code, also for a used link: the answer of a used link says what was decided. It is committed, so
 * all servers count together, and a restart forgets none.
 */
export function countWrongCode(context: OperationContext, link: DecisionLink) {
  const wrongCodes = link.wrongCodes + 1;
  changeLink(context, link, { wrongCodes });
  return { outcome: "wrong_code" as const, left: maxWrongCodes - wrongCodes };
}
