import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { type DecisionLink, decisionLinks } from "../../model/decision-link.ts";

/** The input that names a link. */
export const tokenInput = {
  token: z.string().min(1).max(200).meta({ description: "The part of the address behind #." }),
};

/** The engine replaces this error by the one for all links that can't be used. */
export const deadLink = () => new TaskwireError("not_found", "This link can't be used.");

/** Reads the link of a call. The engine has put its id into the input, in place of the token. */
export async function linkOf(context: OperationContext, input: object): Promise<DecisionLink> {
  const { linkId = "" } = input as { readonly linkId?: string };
  const [link] = await context.get(decisionLinks, [linkId]);
  if (!link) throw deadLink();
  return link;
}
