import type { Operations } from "../engine/operation/definition.ts";
import type { OwnPermissions } from "../model/definitions.ts";

/** Permissions that no role grants. */
const general = ["member", "anyone", "system", "link"];

/** The permissions that an app's own operations on a target need. */
export type OwnPermission<Own, Target> = {
  [Name in keyof Own]: Own[Name] extends {
    readonly target: Target;
    readonly permission: infer Permission extends string;
  }
    ? Exclude<Permission, "member" | "anyone" | "system">
    : never;
}[keyof Own];

/** The permissions of an app's own operations for which `available` has verdicts. */
export type OwnAction<Own> = OwnPermission<Own, "task"> | OwnPermission<Own, "subtask">;

/** Returns the permissions that the app's own operations need on a task, and on a subtask. */
export function ownPermissions(own: Operations): OwnPermissions {
  const on = (noun: "task" | "subtask") => {
    const needed = Object.values(own).flatMap(({ target, permission }) =>
      target === noun && !general.includes(permission) ? permission : [],
    );
    return needed.length > 0 ? { [noun]: [...new Set(needed)] } : {};
  };
  return { ...on("task"), ...on("subtask") };
}
