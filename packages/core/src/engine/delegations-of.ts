import { type Delegation, delegations } from "../model/delegation.ts";
import type { Ref, StoredRecord } from "../storage/storage.ts";
import type { EngineContext } from "./context.ts";

/** If more people could vote than this, the commit does not check their delegations: they would be too many checks. */
const maxChecked = 100;

/** The delegations of each of these people. */
export type ReadDelegations = (
  userIds: readonly string[],
) => Promise<readonly (readonly Delegation[])[]>;

/**
 * Returns the delegations of people who could vote. Most people are not away. So the first attempt of a
 * command takes the delegations from this node's cache, and presumes that all other people have none. Later
 * attempts read them. The commit checks them: if somebody sets or ends a delegation before it, it conflicts.
 * Otherwise a delegate could miss the request, because a job that asks delegates looks only at steps that are
 * open already.
 *
 * @param read reads them from the storage, and puts them into the cache
 */
export async function delegationsOf(
  userIds: readonly string[],
  isFirst: boolean,
  context: EngineContext,
  read: (refs: readonly Ref[]) => Promise<readonly StoredRecord[]>,
): ReturnType<ReadDelegations> {
  const refs = userIds.map((id): Ref => ({ collection: delegations.name, id }));
  if (refs.length > maxChecked)
    return (await read(refs)).map(({ fields }) => (fields?.entries ?? []) as Delegation[]);
  if (isFirst) await context.presume(delegations, userIds);
  else context.remember(refs, await read(refs));
  return userIds.map((userId) => context.known(delegations, userId)?.entries ?? []);
}
