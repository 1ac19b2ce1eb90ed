import type { Event, Verdict } from "@taskwire/core/model";

/** An app as the client sees it, e.g. `typeof taskwire`: types only, none of the server's code. */
export interface App {
  readonly operations: object;
  /** Never set: carries the types of events. */
  readonly events?: object;
}

/** Carries an app's types from `createClient` to the stores. */
export interface TypedFor<A> {
  /** Never set. */
  readonly app?: A;
}

/** Verdicts by the names of permissions. `allowed: "ask"`: only the server can tell. */
export type Available<Permission extends string = string> = {
  readonly [Name in Permission]: Verdict;
};

/** The permissions that operations with a target need. */
type Needed<Ops, Target> = {
  [Name in keyof Ops]: Ops[Name] extends {
    readonly target: Target;
    readonly permission: infer Permission extends string;
  }
    ? Permission
    : never;
}[keyof Ops];

// If the app has no types, any name is accepted.
type OrAny<Permission extends string> = [Permission] extends [never] ? string : Permission;

/** The names of the actions in `available` of a task. Comments have their own `available`. */
export type TaskPermission<A extends App> = OrAny<
  Exclude<Needed<A["operations"], "task">, "member" | "system" | "comment.post">
>;

/** The names of the actions in `available` of a subtask. */
export type SubtaskPermission<A extends App> = OrAny<
  Exclude<Needed<A["operations"], "subtask">, "member">
>;

// If a thing was deleted, earlier events about it have no data.
type DataOf<
  Type extends string,
  Data,
> = Type extends `${"comment" | "message" | "notification"}.${string}` ? Partial<Data> : Data;

type EventOf<Events> = string extends keyof Events
  ? Event
  : {
      [Type in keyof Events & string]: Omit<Event, "type" | "data"> & {
        readonly type: Type;
        readonly data: Readonly<DataOf<Type, Events[Type]>>;
      };
    }[keyof Events & string];

/** An event of an app. Its `type` determines the type of `data`. */
export type AppEvent<A extends App = App> = A extends { readonly events?: infer Events }
  ? [Events] extends [object]
    ? object extends Events
      ? Event
      : EventOf<Events>
    : Event
  : Event;
