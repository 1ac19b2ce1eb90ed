import { TaskwireError } from "../errors.ts";
import type { RequestOutcomes } from "../notifications/decide.ts";
import { contextFor, decideOn, type EngineParts, parse } from "./attempt.ts";
import type { Charging } from "./charging.ts";
import { commitOf } from "./commit.ts";
import type { Operation } from "./operation/definition.ts";
import { OwnConditions } from "./own-conditions.ts";
import { areCurrent, Retry } from "./retry.ts";
import { checkAccount, refsOf } from "./target.ts";

/**
 * Runs a command on behalf of a person, but doesn't commit it. Everything is checked and decided as in
 * a real call.
 *
 * @returns the outcomes of its notification requests.
 * @throws {TaskwireError} the error that the command itself would throw; `invalid` if it is not a
 * command.
 */
export async function preview(
  operation: Operation<string, never> | undefined,
  rawInput: unknown,
  userId: string,
  parts: EngineParts,
  charging?: Charging,
): Promise<readonly RequestOutcomes[]> {
  if (operation?.kind !== "command" || operation.target === "link")
    throw new TaskwireError(
      "invalid",
      'Only a command can be previewed: give its name, e.g. "messages.post".',
    );
  const input = parse(operation, rawInput);
  const refs = refsOf(operation, input, userId);
  const retry = new Retry(parts, false);
  const conditions = new OwnConditions(parts.policy);
  for (;;) {
    const context = contextFor(userId, parts, { charging, conditions });
    const { records } = await parts.storage.get(refs);
    context.remember(refs, records);
    checkAccount(context);
    try {
      const { output, notified } = await decideOn(operation, input, context, parts, undefined);
      const key = { actor: userId, key: "", hash: "", at: context.now };
      const { reads } = commitOf(context, output, key, parts).commit;
      // Checks the versions of the read records, as a commit does. Otherwise a person who was
      // removed meanwhile could learn of things that happened after the removal.
      if (await areCurrent(reads, parts.storage)) return notified;
    } catch (error) {
      await retry.throwIfCurrent(error, context.reads);
      continue;
    }
    await retry.backOff();
  }
}
