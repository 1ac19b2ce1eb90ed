import { z } from "zod";
import { builtIn } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { systemId } from "../../model/actor.ts";
import { userIdSchema } from "../../model/id.ts";
import { label } from "../../model/text.ts";
import { userTopic } from "../../model/topic.ts";
import { handleSchema, type User, userSchema, users } from "../../model/user.ts";
import { roleName } from "../defined-names.ts";
import { changeHandle } from "./handles.ts";
import { checkRole } from "./role.ts";
import { changesCopies, emitCopies, readCopies } from "./user-copies.ts";
import { checkMayPut } from "./user-rights.ts";

const put = command({
  name: "users.put",
  target: "app",
  permission: "user.put",
  summary:
    "Create or change a user of the host app. The same commit changes their name and role on all boards and in all rooms.",
  route: { method: "PUT", path: "/users/:id" },
  record: ({ id }) => ({ collection: users.name, id }),
  input: z.strictObject({
    id: userIdSchema.refine(
      (id) => id !== systemId,
      `"${systemId}" stands for the host app's own code; it can't be a person's id`,
    ),
    name: label(),
    handle: handleSchema.nullable().optional(),
    role: roleName,
    disabled: z.boolean().optional(),
  }),
  output: userSchema,
  async run(context, { id, name, handle, role, disabled }) {
    checkRole(role, context);
    const [before] = await context.get(users, [id]);
    const user: User = {
      id,
      version: before?.version ?? 0,
      name,
      handle: handle === undefined ? (before?.handle ?? null) : handle,
      role,
      disabled: disabled ?? before?.disabled ?? false,
      createdAt: before?.createdAt ?? context.now,
      updatedAt: context.now,
    };
    if (before && !changesCopies(before, user)) return before;
    await changeHandle(context, before, user);
    const copies = before && (await readCopies(context, before, user));
    await checkMayPut(context, before, user, copies);
    if (copies) emitCopies(context, user, copies);
    context.emit({
      topic: userTopic(id),
      type: before ? "user.changed" : "user.created",
      subject: id,
      audience: null,
      put: { user: [users, user] },
      ...(before && before.role !== user.role && { data: { before: before.role } }),
    });
    if (before && user.disabled !== before.disabled)
      builtIn(context).review({
        userId: id,
        asks: true,
        ...(user.disabled ? { takes: "everything" as const } : { gains: true }),
      });
    return user;
  },
});

const me = query({
  name: "users.me",
  target: "app",
  permission: "anyone",
  summary: "Get the caller's user. For the host app's own code, the result is null.",
  route: { method: "GET", path: "/me" },
  record: (_input, id) => ({ collection: users.name, id }),
  input: z.strictObject({}),
  output: userSchema.nullable(),
  run: (context) => context.user() ?? null,
});

/** Operations on the users of the host app. */
export const userOperations = { "users.put": put, "users.me": me };
