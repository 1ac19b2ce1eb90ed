import { systemId } from "../model/actor.ts";
import { contextFor, type EngineParts } from "./attempt.ts";
import { commitOf, publish } from "./commit.ts";
import type { EngineContext } from "./context.ts";
import { areCurrent, Retry } from "./retry.ts";

/**
 * Commits work of taskwire's own jobs: runs `decide`, and commits what it emits if nothing that it
 * read has changed. If other commands changed those records meanwhile, runs `decide` again.
 *
 * @param actor the person whose command caused the work, if its events should name that person
 * @returns the result of the run of `decide` that was committed.
 * @throws {TaskwireError} `unavailable` if the records keep changing.
 */
export async function commitAsSystem<T>(
  decide: (context: EngineContext) => Promise<T>,
  parts: EngineParts,
  actor: string = systemId,
): Promise<T> {
  const retry = new Retry(parts, true);
  try {
    return await commitUntilDone(decide, retry, parts, actor);
  } finally {
    retry.end();
  }
}

/**
 * Like {@link commitAsSystem}, but for use within a command. This function does not wait for a turn
 * on a record. The command may already have the turn on the same record, and then the command would
 * wait for itself.
 */
export const commitWithinCommand = (
  decide: (context: EngineContext) => Promise<void>,
  parts: EngineParts,
): Promise<void> => commitUntilDone(decide, new Retry(parts, false), parts, systemId);

async function commitUntilDone<T>(
  decide: (context: EngineContext) => Promise<T>,
  retry: Retry,
  parts: EngineParts,
  actor: string,
): Promise<T> {
  // If the storage loses its connection during a commit, it looks up this key to find out whether
  // the commit was written.
  const key = { actor: systemId, key: parts.runtime.id(), hash: "" };
  for (;;) {
    const context = contextFor(actor, parts);
    let result: T;
    try {
      result = await decide(context);
    } catch (error) {
      await retry.throwIfCurrent(error, context.reads);
      continue;
    }
    const { commit } = commitOf(context, null, { ...key, at: context.now }, parts);
    // If there is nothing to do, no commit is needed. It is enough to check that the records have
    // not changed since they were read.
    if (commit.writes.length === 0 && commit.events.length === 0) {
      if (await areCurrent(commit.reads, parts.storage)) return result;
      await retry.afterConflict(commit.reads);
      continue;
    }
    const outcome = await parts.storage.commit(commit);
    if (outcome.status === "committed") publish(commit, outcome, parts);
    if (outcome.status !== "conflict") return result;
    await retry.afterConflict(commit.reads);
  }
}
