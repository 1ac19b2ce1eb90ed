import { TaskwireError } from "../errors.ts";
import type { RequestOutcomes } from "../notifications/decide.ts";
import { contextFor, decideOn, type EngineParts, parse } from "./attempt.ts";
import { areCurrent, backOff, commitOf, throwIfCurrent } from "./commit.ts";
import type { Operation } from "./operation/definition.ts";
import { checkAccount, refsOf } from "./target.ts";

/** Runs a command as far as its commit, as somebody: everything is checked and decided, and nothing is kept. */
export async function preview(
  operation: Operation<string, never> | undefined,
  given: unknown,
  userId: string,
  parts: EngineParts,
): Promise<readonly RequestOutcomes[]> {
  if (operation?.kind !== "command")
    throw new TaskwireError(
      "invalid",
      'Only a command can be previewed: give its name, e.g. "messages.post".',
    );
  const input = parse(operation, given);
  const refs = refsOf(operation, input, userId);
  for (let attempt = 1; ; attempt++) {
    const context = contextFor(userId, parts);
    const { records } = await parts.storage.get(refs);
    context.remember(refs, records);
    checkAccount(context);
    try {
      const { output, told } = await decideOn(operation, input, context, parts);
      const { reads } = commitOf(
        context,
        output,
        { actor: userId, key: "", hash: "", at: context.now },
        parts,
      );
      // What a commit would check: else it would tell of what came after the person was removed.
      if (await areCurrent(reads, parts.storage)) return told;
    } catch (error) {
      await throwIfCurrent(error, context, attempt, parts);
      continue;
    }
    await backOff(attempt, parts);
  }
}
