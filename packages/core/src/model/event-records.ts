import type { Board } from "./board.ts";
import type { Comment } from "./comment.ts";
import type { CommentMarker } from "./comment-marker.ts";
import type { Delegations } from "./delegation.ts";
import type { CarriedFields } from "./event.ts";
import type { Member } from "./member.ts";
import type { Message } from "./message.ts";
import type { Notification } from "./notification.ts";
import type { Preference } from "./preference.ts";
import type { ReadMarker } from "./read-marker.ts";
import type { Room } from "./room.ts";
import type { RoomMember } from "./room-member.ts";
import type { Subtask } from "./subtask.ts";
import type { Task } from "./task.ts";
import type { User } from "./user.ts";

/** The records that taskwire's own events carry, by the name of their collection. */
export interface CarriedRecords {
  readonly boards: Board;
  readonly comment_markers: CommentMarker;
  readonly comments: Comment;
  readonly delegations: Delegations;
  readonly members: Member;
  readonly messages: Message;
  readonly notifications: Notification;
  readonly preferences: Preference;
  readonly read_markers: ReadMarker;
  readonly room_members: RoomMember;
  readonly rooms: Room;
  readonly subtasks: Subtask;
  readonly tasks: Task;
  readonly users: User;
}

/**
 * One record that an event carries. `Records` has the types of the records by the name of their
 * collection. Pass those of your app's own events.
 */
export type EventRecord<Records = CarriedRecords> = {
  readonly [Name in keyof Records & string]: {
    readonly change: "put" | "drop" | "show";
    readonly collection: Name;
    /**
     * The record with its version. If the event put or dropped it, this is the number of the event.
     */
    readonly record: Records[Name];
  };
}[keyof Records & string];

/** An event, or the rest of a hidden event, which carries no records. */
interface Carrier extends CarriedFields {
  readonly number: number;
  readonly data?: { readonly [field: string]: unknown };
}

/** The collections whose records have the number of their first event. */
const numbered: readonly string[] = ["notifications", "messages", "comments"];

/**
 * Yields the records that an event carries: first those of `put`, then those of `drop`, then those
 * of `show`.
 *
 * @example
 * ```ts
 * taskwire.on("*", (event) => {
 *   for (const { change, collection, record } of recordsIn(event))
 *     console.log(change, collection, record.version);
 * });
 * ```
 */
export function* recordsIn<Records = CarriedRecords>(
  event: Carrier,
): Generator<EventRecord<Records>, void> {
  for (const one of carriedIn<Records>(event)) {
    // The event that brings a numbered record doesn't repeat its number.
    const number = numbered.includes(one.collection) && { number: event.number };
    yield { ...one, record: { ...number, ...one.record } } as EventRecord<Records>;
  }
}

/**
 * Yields the records like `recordsIn`, but new notifications, messages and comments have no `number`.
 * This is enough for clients that don't draw them.
 *
 * @example
 * ```ts
 * taskwire.on("task.edited", (event) => {
 *   for (const { collection, record } of carriedIn(event)) console.log(collection, record.version);
 * });
 * ```
 */
export function* carriedIn<Records = CarriedRecords>(
  event: Carrier,
): Generator<EventRecord<Records>, void> {
  for (const change of ["put", "drop", "show"] as const) {
    const collections = event[change] as { readonly [field: string]: string };
    // If the event has no such change, `collections` is undefined, and the loop ends at once.
    for (const field in collections) {
      for (const record of [event.data?.[field]].flat())
        if (record)
          yield {
            change,
            collection: collections[field],
            record: { version: event.number, ...record },
          } as EventRecord<Records>;
    }
  }
}
