import type { Collection } from "../../model/collection.ts";
import type { Audience } from "../../model/event.ts";
import type { NotificationRequest } from "../../notifications/request.ts";
import type { Ref } from "../../storage/storage.ts";

/** A record with the table it belongs to. */
export type Put = readonly [table: Collection, record: object];

/** An event as an operation emits it. */
export interface Emitted {
  readonly topic: string;
  readonly type: string;
  readonly subject: string;
  /** Null: everyone who reads the topic. */
  readonly audience: Audience;
  /** Records that this event changes, by the name under which the event carries them. The only way to write. */
  readonly put?: { readonly [name: string]: Put | readonly Put[] };
  /** Records that it deletes; the event carries their last shape. */
  readonly drop?: { readonly [name: string]: Put };
  /** Records that stay as they are, carried for people who come to see them with this event. */
  readonly show?: { readonly [name: string]: readonly Put[] };
  /** What else the event says. */
  readonly data?: { readonly [name: string]: unknown };
  /** Earlier events of the topic about this subject lose their data: what was deleted is gone from the log too. */
  readonly redact?: true;
  /** Whom it concerns beside those who follow the topic. */
  readonly notify?: NotificationRequest;
}

/** Whether it is several: also none at all, as when a task without subtasks is cancelled. */
export const isSeveral = (put: Put | readonly Put[]): put is readonly Put[] =>
  put.length === 0 || Array.isArray(put[0]);

/** One put or several, as a list. */
export const listOf = (put: Put | readonly Put[]): readonly Put[] => (isSeveral(put) ? put : [put]);

/** The record that a put changes. */
export const refOf = ([table, record]: Put): Ref => ({
  collection: table.name,
  id: (record as { id: string }).id,
});
