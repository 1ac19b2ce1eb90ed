import { type Delegation, delegations } from "../model/delegation.ts";
import type { EngineContext } from "./context.ts";

/**
 * If more people could vote than this, their delegations are read and not presumed, so that a commit
 * has no more checks than this because of delegations.
 */
const maxPresumed = 100;

/** The delegations of each of these people. */
export type ReadDelegations = (
  userIds: readonly string[],
) => Promise<readonly (readonly Delegation[])[]>;

/**
 * Returns the delegations of people who could vote. Most people are not away. So the first attempt of a
 * command takes the delegations from this node's cache, and presumes that all other people have none. The
 * commit checks this: if somebody has set or ended a delegation that this node doesn't know, it conflicts,
 * and the next attempt reads the delegations.
 *
 * @param read reads them from the storage, and puts them into the cache
 */
export async function delegationsOf(
  userIds: readonly string[],
  isFirst: boolean,
  context: EngineContext,
  read: ReadDelegations,
): ReturnType<ReadDelegations> {
  if (!isFirst || userIds.length > maxPresumed) return read(userIds);
  await context.presume(delegations, userIds);
  return userIds.map((userId) => context.known(delegations, userId)?.entries ?? []);
}
