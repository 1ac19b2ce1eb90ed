import type { Board } from "./board.ts";
import type { Comment } from "./comment.ts";
import type { CommentMarker } from "./comment-marker.ts";
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

/** One record that an event carries. `Records` are the collections to expect: give those of your app's own events. */
export type EventRecord<Records = CarriedRecords> = {
  readonly [Name in keyof Records & string]: {
    readonly change: "put" | "drop" | "show";
    readonly collection: Name;
    /** With its version: the event's number, if the event put or dropped it. */
    readonly record: Records[Name];
  };
}[keyof Records & string];

/** An event, or what is left of it: one that is hidden carries no records. */
interface Carrier extends CarriedFields {
  readonly number: number;
  readonly data?: { readonly [field: string]: unknown };
}

/**
 * Gives the records that an event carries: those that it put, then those that it dropped, then those that it shows.
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
    // The event that brings a notification doesn't repeat its number.
    const number = one.collection === "notifications" && { number: event.number };
    yield { ...one, record: { ...number, ...one.record } } as EventRecord<Records>;
  }
}

/**
 * Gives the records as `recordsIn` does, without the `number` of new notifications. Clients that draw no
 * notifications need no more.
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
    // A loop over the fields of undefined ends at once.
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
