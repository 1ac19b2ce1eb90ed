import type { Operation } from "../../engine/operation/definition.ts";
import type { memberOperations } from "./members.ts";
import type { userOperations } from "./users.ts";

type WithRole<Op, Role> =
  Op extends Operation<infer Name, infer Input, infer Output>
    ? Operation<
        Name,
        { [K in keyof Input]: K extends "role" ? Role | Exclude<Input[K], string> : Input[K] },
        Output
      >
    : never;

/** The operations that give roles to people, typed with the names of the app's roles. */
export interface RoleOperations<Role> {
  "users.put": WithRole<(typeof userOperations)["users.put"], Role>;
  "members.add": WithRole<(typeof memberOperations)["members.add"], Role>;
  "members.change": WithRole<(typeof memberOperations)["members.change"], Role>;
}
