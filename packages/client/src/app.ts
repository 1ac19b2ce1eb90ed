import type { Verdict } from "@taskwire/core/model";

/** An app as the client sees it, e.g. `typeof taskwire`: types only, none of the server's code. */
export interface App {
  readonly operations: object;
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

// Of an app without types, any name.
type OrAny<Permission extends string> = [Permission] extends [never] ? string : Permission;

/** The permissions that a task's `available` judges. Every member may read; what posts comments is judged by the comments. */
export type TaskPermission<A extends App> = OrAny<
  Exclude<Needed<A["operations"], "task">, "member" | "comment.post">
>;

/** The permissions that a subtask's `available` judges. */
export type SubtaskPermission<A extends App> = OrAny<
  Exclude<Needed<A["operations"], "subtask">, "member">
>;
