import type { Collection } from "../../model/collection.ts";
import type { Audience } from "../../model/event.ts";
import type { AnyReason, Reason } from "../../model/reason.ts";
import type { NotificationRequest } from "../../notifications/request.ts";
import type { KeptEvent, Ref } from "../../storage/storage.ts";

/** A record with its table. */
export type Put = readonly [table: Collection, record: object];

/** An event that an operation emits. */
export interface Emitted<ReasonName extends string = Reason, EventType extends string = string> {
  /** The topic of the event. Make it with `boardTopic`, `roomTopic` or `userTopic`. */
  readonly topic: string;
  readonly type: EventType;
  /** The id of the thing that it is about. `history` finds it by this id. */
  readonly subject: string;
  /**
   * The people who may see it. Null means everyone who reads the topic. If the event is about a task, a
   * person who comes back gets it only if they may still see this task.
   */
  readonly audience: Audience;
  /**
   * Records that it inserts or changes. The key is the name of the record in the event's data.
   * There is no other way to write records.
   */
  readonly put?: { readonly [name: string]: Put | readonly Put[] };
  /** Records that it deletes. The event carries their last state. */
  readonly drop?: { readonly [name: string]: Put };
  /** Records that it deletes for good, as `{ id }`. The event contains no other data of them. */
  readonly erase?: { readonly [name: string]: Put | readonly Put[] };
  /** Unchanged records, for people who may see them from this event on. */
  readonly show?: { readonly [name: string]: readonly Put[] };
  /** Other data of the event. */
  readonly data?: { readonly [name: string]: unknown };
  /**
   * Removes the data of all earlier events about this subject in the topic, so that deleted texts are
   * gone from the log too.
   */
  readonly redact?: true;
  /** With `redact`: the data that some of these earlier events keep. */
  readonly keep?: readonly KeptEvent[];
  /** The people to notify of it, in addition to those who follow the topic. */
  readonly notify?: NotificationRequest<ReasonName>;
}

/**
 * An event with a reason of taskwire or of the app's own, as the engine handles it. `like` is another new record
 * of the command, if the event puts a record that differs from it only in the id and the person.
 */
export type AnyEmitted = Emitted<AnyReason> & { readonly like?: object };

/**
 * Whether it is a list of puts. An empty list counts too, for example for the subtasks of a task
 * that has none.
 */
export const isSeveral = (put: Put | readonly Put[]): put is readonly Put[] =>
  put.length === 0 || Array.isArray(put[0]);

/** Calls a function with each record that an event writes, and then with each that it deletes. */
export function eachChange(
  { put, drop, erase }: Pick<AnyEmitted, "put" | "drop" | "erase">,
  use: (put: Put, isDeleted: boolean) => void,
): void {
  eachPut(put, (one) => use(one, false));
  eachPut(drop, (one) => use(one, true));
  eachPut(erase, (one) => use(one, true));
}

function eachPut(carried: AnyEmitted["put"], use: (put: Put) => void): void {
  for (const name in carried) {
    const puts = carried[name] ?? [];
    if (isSeveral(puts)) puts.forEach(use);
    else use(puts);
  }
}

/** The record that a put changes. */
export const refOf = ([table, record]: Put): Ref => ({
  collection: table.name,
  id: (record as { id: string }).id,
});

/** Whether an event deletes something. A notification that gets other words, after an edit of a text, doesn't count. */
export const isDeletion = ({ type, drop, erase, redact }: AnyEmitted): boolean =>
  (drop !== undefined || erase !== undefined || redact === true) &&
  !type.startsWith("notification.");
