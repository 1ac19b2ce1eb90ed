import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { systemId } from "../../model/actor.ts";
import { boards } from "../../model/board.ts";
import { idSchema } from "../../model/id.ts";
import { type Member, members } from "../../model/member.ts";
import { roomMembers } from "../../model/room-member.ts";
import { label } from "../../model/text.ts";
import { boardTopic, roomTopic, userTopic } from "../../model/topic.ts";
import { handleSchema, type User, userSchema, users } from "../../model/user.ts";
import { membershipNotice } from "./membership.ts";

/** Refuses a role that isn't defined. */
export function checkRole(role: string, { definitions }: OperationContext): void {
  if (Object.hasOwn(definitions.roles.roles, role)) return;
  const known = Object.keys(definitions.roles.roles).join(", ");
  throw new TaskwireError("invalid", `There is no such role; defined are ${known}.`);
}

/** All memberships of a person. The user is their guard: joining and leaving a board changes it. */
const membershipsOf = (userId: string, context: OperationContext): Promise<Member[]> =>
  context.listAll(members, { index: "user", equals: { userId } });

/** The user guards the rooms that they are in, as their boards. */
async function renameInRooms(
  context: OperationContext,
  { id: userId, name, handle }: User,
): Promise<void> {
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

/** Keeps a copy in step. The board guards who its members are and what they may: a name changes neither. */
async function changeMember(
  context: OperationContext,
  before: Member,
  user: User,
  isOther: boolean,
): Promise<void> {
  const member = {
    ...before,
    name: user.name,
    handle: user.handle,
    role: before.override ?? user.role,
  };
  const isPromoted = member.role !== before.role;
  const [board] = isPromoted || isOther ? await context.get(boards, [member.boardId]) : [];
  context.emit({
    topic: boardTopic(member.boardId),
    type: "member.changed",
    subject: user.id,
    audience: null,
    put: { member: [members, member], ...(board && { board: [boards, board] }) },
    ...(board && isPromoted && { notify: membershipNotice(board, member, "changed") }),
  });
  if (isPromoted)
    context.resolve({ userId: user.id, boardId: member.boardId, resolution: "access_lost" });
}

const put = command({
  name: "users.put",
  target: "app",
  permission: "user.put",
  summary:
    "Keep a person in step with the host app: creates or changes them, on all their boards at once.",
  route: { method: "PUT", path: "/users/:id" },
  input: z.strictObject({
    id: idSchema.refine(
      (id) => id !== systemId,
      `"${systemId}" is the host's own code; it can't be a person's id`,
    ),
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
    if (before && copied && before.role === user.role && before.disabled === user.disabled)
      return before;
    const isOther = before !== undefined && before.disabled !== user.disabled;
    for (const listed of before ? await membershipsOf(user.id, context) : []) {
      const role = listed.override ?? user.role;
      if (copied && listed.role === role && !isOther) continue;
      // Read again, so that the copy is in the read set: somebody may be changing it right now.
      const [member] = await context.get(members, [listed.id]);
      if (member) await changeMember(context, member, user, isOther);
    }
    if (before && !copied) await renameInRooms(context, user);
    const type = before ? "user.changed" : "user.created";
    context.emit({
      topic: userTopic(user.id),
      type,
      subject: user.id,
      audience: null,
      put: { user: [users, user] },
    });
    if (user.disabled && isOther) context.resolve({ userId: user.id, resolution: "access_lost" });
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
  run: (context) => context.user() ?? null,
});

/** People of the host's app. */
export const userOperations = { "users.put": put, "users.me": me };
