import type { EventRecord } from "@taskwire/core/model";

type Versioned = { readonly id: string; readonly version: number };

/** Whether a record is newer than the one that a store holds, or the store holds none. */
export const isNewer = (record: Versioned, held: Versioned | undefined): boolean =>
  !held || held.version < record.version;

/**
 * The members of a board or a room after an event that carries one of them. The same array if the event
 * is older than the member.
 */
export function membersAfter<M extends Versioned>(
  members: readonly M[],
  member: M,
  change: EventRecord["change"],
): readonly M[] {
  const held = members.find(({ id }) => id === member.id);
  if (!isNewer(member, held)) return members;
  const others = members.filter((one) => one !== held);
  return change === "drop" ? others : [...others, member];
}
