import { z } from "zod";
import type { Context } from "../engine/context.ts";
import { command, query } from "../engine/operation.ts";
import { TaskwireError } from "../errors.ts";
import { systemId } from "../model/actor.ts";
import { idSchema } from "../model/id.ts";
import { type Member, members } from "../model/member.ts";
import { roomMembers } from "../model/room-member.ts";
import { label } from "../model/text.ts";
import { boardTopic, roomTopic, userTopic } from "../model/topic.ts";
import { handleSchema, type User, userSchema, users } from "../model/user.ts";

/** Refuses a role that isn't defined. */
export function checkRole(role: string, { definitions }: Context): void {
  if (Object.hasOwn(definitions.roles.roles, role)) return;
  const known = Object.keys(definitions.roles.roles).join(", ");
  throw new TaskwireError("invalid", `There is no such role; defined are ${known}.`);
}

/** All memberships of a person. The user is their guard: joining and leaving a board changes it. */
const membershipsOf = (userId: string, context: Context): Promise<Member[]> =>
  context.listAll(members, { index: "user", equals: { userId } });

/** The user guards the rooms that they are in, as their boards. */
async function renameInRooms(context: Context, { id: userId, name, handle }: User): Promise<void> {
  const listed = await context.listAll(roomMembers, { index: "user", equals: { userId } });
  const current = await context.get(
    roomMembers,
    listed.map(({ id }) => id),
  );
  for (const member of current) {
    if (!member) continue;
    context.emit({
      topic: roomTopic(member.roomId),
      type: "member.changed",
      subject: userId,
      audience: null,
      put: { member: [roomMembers, { ...member, name, handle }] },
    });
  }
}

const put = command({
  name: "users.put",
  target: "app",
  permission: "user.put",
  summary: "Keep a person in step with the host app: creates or changes them, on all their boards at once.",
  route: { method: "PUT", path: "/users/:id" },
  input: z.strictObject({
    id: idSchema.refine((id) => id !== systemId, `"${systemId}" is the host's own code; it can't be a person's id`),
    name: label(),
    handle: handleSchema.nullable().optional(),
    role: z.string().max(100),
    disabled: z.boolean().optional(),
  }),
  output: userSchema,
  async run(context, input) {
    checkRole(input.role, context);
    const [before] = await context.get(users, [input.id]);
    const user = {
      id: input.id,
      version: before?.version ?? 0,
      name: input.name,
      handle: input.handle === undefined ? (before?.handle ?? null) : input.handle,
      role: input.role,
      disabled: input.disabled ?? before?.disabled ?? false,
      createdAt: before?.createdAt ?? context.now,
      updatedAt: context.now,
    };
    const copied = before?.name === user.name && before.handle === user.handle;
    if (before && copied && before.role === user.role && before.disabled === user.disabled) return before;
    for (const member of before ? await membershipsOf(user.id, context) : []) {
      const role = member.override ?? user.role;
      if (member.name === user.name && member.handle === user.handle && member.role === role) continue;
      // Read again, so that the copy is in the read set: somebody may be changing it right now.
      const [current] = await context.get(members, [member.id]);
      if (!current) continue;
      const next = { ...current, name: user.name, handle: user.handle, role: current.override ?? user.role };
      context.emit({
        topic: boardTopic(next.boardId),
        type: "member.changed",
        subject: user.id,
        audience: null,
        put: { member: [members, next] },
      });
    }
    if (before && !copied) await renameInRooms(context, user);
    const type = before ? "user.changed" : "user.created";
    context.emit({ topic: userTopic(user.id), type, subject: user.id, audience: null, put: { user: [users, user] } });
    return user;
  },
});

const me = query({
  name: "users.me",
  target: "app",
  permission: "anyone",
  summary: "The person who asks.",
  route: { method: "GET", path: "/me" },
  input: z.strictObject({}),
  output: userSchema.nullable(),
  run: (context) => context.known(users, context.actor.userId) ?? null,
});

/** People of the host's app. */
export const userOperations = { "users.put": put, "users.me": me };
