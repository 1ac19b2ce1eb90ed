import type { EventRecord } from "@taskwire/core/model";

type Versioned = { readonly id: string; readonly version: number };

/** Whether a record is newer than the one that is held, if there is one. */
export const isNews = (record: Versioned, held: Versioned | undefined): boolean =>
  !held || held.version < record.version;

/** The members of a board or a room after one of them was put or dropped; the same array if that is old. */
export function membersAfter<M extends Versioned>(
  members: readonly M[],
  member: M,
  change: EventRecord["change"],
): readonly M[] {
  const held = members.find(({ id }) => id === member.id);
  if (!isNews(member, held)) return members;
  const others = members.filter((one) => one !== held);
  return change === "drop" ? others : [...others, member];
}
