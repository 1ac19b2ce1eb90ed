import type { Event } from "@taskwire/core/model";

type Versioned = { readonly id: string; readonly version: number };

/** A record as an event carries it: without a version of its own it has the event's number. */
export const stamped = <Shape extends Versioned>({ number }: Event, record: unknown): Shape =>
  Object.assign({ version: number }, record) as Shape;

/** The record that an event carries under a name. */
export const recordOf = <Shape extends Versioned>(event: Event, name: string): Shape | undefined =>
  event.data[name] ? stamped<Shape>(event, event.data[name]) : undefined;

/** Whether a record is newer than the one that is held, if there is one. */
export const isNews = (record: Versioned, held: Versioned | undefined): boolean =>
  !held || held.version < record.version;

/** The members of a board or a room after an event; the same array when it doesn't change them. */
export function membersAfter<M extends Versioned>(
  members: readonly M[],
  event: Event,
): readonly M[] {
  const member = recordOf<M>(event, "member");
  const held = member && members.find(({ id }) => id === member.id);
  if (!member || (held && held.version >= event.number)) return members;
  const others = held ? members.filter((one) => one !== held) : members;
  return event.type.endsWith(".removed") ? others : [...others, member];
}
