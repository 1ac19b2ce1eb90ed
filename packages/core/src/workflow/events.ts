import type { z } from "zod";
import type { Event } from "../model/event.ts";
import type { actionEventData, eventData } from "../model/event-data.ts";
import type { ReactionEvent } from "../model/job.ts";
import type { TaskOf } from "./workflow.ts";

/** The data of events, by type. */
export type EventMap = { readonly [type: string]: object };

type Unversioned<T> = T extends unknown ? Omit<T, "version"> : never;

/** Event data whose task has the states, types and data of a workflow. */
type WithTaskOf<W, Data> = Data extends unknown
  ? { readonly [K in keyof Data]: K extends "task" ? Unversioned<TaskOf<W>> : Data[K] }
  : never;

type ActionEventOf<W> = W extends { readonly names?: { readonly event: infer E extends string } }
  ? E
  : never;

/** The app's own events: their types alone, or each type with the schema of its data. */
export type OwnEvents = readonly string[] | { readonly [type: string]: z.ZodType };

type OwnEventData<Own> = Own extends readonly (infer Type extends string)[]
  ? { readonly [T in Type]: { readonly [name: string]: unknown } }
  : {
      readonly [T in keyof Own & string]: Own[T] extends z.ZodType<infer Data>
        ? DataOf<Data>
        : never;
    };

type DataOf<Data> = unknown extends Data ? { readonly [name: string]: unknown } : Data;

/** The data of all events of an app, by type. */
export type EventsOf<W, Own> = {
  readonly [T in keyof typeof eventData]: WithTaskOf<W, z.output<(typeof eventData)[T]>>;
} & {
  readonly [T in ActionEventOf<W>]: WithTaskOf<W, z.output<typeof actionEventData>>;
} & OwnEventData<Own>;

/** An event of one of several types, with the data of its type. */
export type EventOf<Events, Type extends keyof Events = keyof Events> = {
  [T in Type & string]: Omit<Event, "type" | "data"> & {
    readonly type: T;
    readonly data: Readonly<Events[T]>;
    readonly topic: string;
  };
}[Type & string];

/** An event as a reaction's handler gets it, with the data of its type. */
export type ReactionEventOf<Events, Type extends keyof Events> = {
  [T in Type & string]: Omit<ReactionEvent, "type" | "data"> & {
    readonly type: T;
    readonly data: Readonly<Events[T]>;
  };
}[Type & string];

/** Returns the schemas of the app's own events that have one, with their types. */
export const schemasOf = (events: OwnEvents): readonly [type: string, schema: z.ZodType][] =>
  Array.isArray(events) ? [] : Object.entries(events);

/** Returns the types of the app's own events. */
export const eventTypesOf = (events: OwnEvents): readonly string[] =>
  Array.isArray(events) ? events : Object.keys(events);
