import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import { onBoard } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { systemId } from "../../model/actor.ts";
import { directRooms } from "../../model/direct-room.ts";
import { userIdSchema } from "../../model/id.ts";
import { type Room, roomSchema, rooms } from "../../model/room.ts";
import { roomMemberId, roomMembers } from "../../model/room-member.ts";
import { sha256 } from "../../model/sha256.ts";
import { roomTopic } from "../../model/topic.ts";
import { type User, users } from "../../model/user.ts";
import type { Candidate } from "../../notifications/request.ts";
import { boardPeople } from "./board-people.ts";
import { addToRoom, checkRoomCounts } from "./room-membership.ts";

/** The id of the record that names the direct room of these people on a board. */
const directId = (boardId: string, pair: readonly string[]): string =>
  sha256(JSON.stringify([boardId, ...pair]));

/**
 * Returns the other person of a direct room. Undefined if the room is not direct, or if the caller
 * is not one of its two people.
 */
export const otherIn = ({ direct }: Room, userId: string): string | undefined =>
  direct?.includes(userId) ? direct.find((id) => id !== userId) : undefined;

export const personSchema = z
  .object({ id: userIdSchema, name: z.string(), disabled: z.boolean() })
  .nullable()
  .meta({
    description:
      "The other person of a direct room, with their current name, also if they have left. Null in every other room.",
  });

/** Reads the other person of a direct room. */
export async function personIn(
  room: Room,
  userId: string,
  context: OperationContext,
): Promise<z.infer<typeof personSchema>> {
  const other = otherIn(room, userId);
  const [user] = other === undefined ? [] : await context.get(users, [other]);
  return user ? { id: user.id, name: user.name, disabled: user.disabled } : null;
}

/**
 * Returns the candidates for a message in a direct room: the other person. Empty for other rooms.
 *
 * @throws {TaskwireError} `refused` if the other person can't read the message.
 */
export async function directCandidates(context: OperationContext): Promise<Candidate[]> {
  const room = context.room();
  const { userId } = context.actor;
  const other = otherIn(room, userId);
  if (other === undefined) return [];
  const [member] = await context.get(roomMembers, [roomMemberId(room.id, other)]);
  const [user] = await context.get(users, [other]);
  if (member && user && !user.disabled) return [{ to: other, reason: "direct" }];
  throw new TaskwireError(
    "refused",
    user?.disabled
      ? "This person's account is disabled, so they can't read it."
      : "This person has left, so they can't read it. `rooms.direct` adds them again, unless they left by themselves: then only they can come back, with `rooms.direct`.",
    { rule: "alone", userId: other },
  );
}

/**
 * Checks that a room may be renamed, archived, or get and lose members.
 *
 * @throws {TaskwireError} `refused` if it is a direct room.
 */
export function checkNotDirect({ direct }: Room): void {
  if (direct !== null)
    throw new TaskwireError(
      "refused",
      "This is a direct room of two people. Create a room with `rooms.create` for others.",
      { rule: "direct" },
    );
}

/**
 * Forgets a direct room that is deleted, so that the two people can have a new one. If somebody has left
 * it, this is remembered, so that a new room does not bring them back.
 */
export async function forgetDirect(
  { boardId, direct }: Room,
  context: OperationContext,
): Promise<void> {
  if (direct === null) return;
  const id = directId(boardId, direct);
  const [named] = await context.get(directRooms, [id]);
  if (named && !named.left)
    builtIn(context).derive({ collection: directRooms.name, id, kind: "delete" });
}

/** Remembers that a person has left a direct room. Does nothing for other rooms. */
export async function rememberLeft(
  { boardId, direct }: Room,
  userId: string,
  context: OperationContext,
): Promise<void> {
  if (direct === null) return;
  const id = directId(boardId, direct);
  const [named] = await context.get(directRooms, [id]);
  if (!named) return;
  const left = [...(named.left ?? []).filter((one) => one !== userId), userId];
  builtIn(context).derive({ collection: directRooms.name, id, kind: "update", fields: { left } });
}

/** Adds each of these people who is not in the room and not disabled. */
async function addMissing(
  room: Room,
  people: readonly User[],
  context: OperationContext,
): Promise<void> {
  const present = await context.get(
    roomMembers,
    people.map(({ id }) => roomMemberId(room.id, id)),
  );
  const missing = people.filter(({ disabled }, i) => !present[i] && !disabled);
  await checkRoomCounts(
    context,
    room.boardId,
    missing.map(({ id }) => id),
  );
  const since = room.version === 0 ? 0 : await context.head(roomTopic(room.id));
  for (const user of missing) addToRoom(context, room, user, since);
}

const direct = command({
  name: "rooms.direct",
  target: "board",
  permission: "room.direct",
  summary:
    "Open the direct room of the caller and another person on the board. It is created if there is none. Two people have only one direct room on a board, and nobody can be added. If the caller has left it, they come back. If the other person has left it by themselves, they do not come back.",
  route: { method: "PUT", path: "/boards/:boardId/direct-rooms/:userId" },
  creates: "/boards/:boardId/rooms/:id",
  input: z.strictObject({ ...onBoard, userId: userIdSchema }),
  output: roomSchema,
  async run(context, { boardId, userId }) {
    const caller = context.user();
    if (!caller || userId === caller.id || userId === systemId)
      throw new TaskwireError("refused", "A direct room has two different people.", {
        rule: "person",
      });
    const [other] = await boardPeople(context, boardId, [userId]);
    const people = [caller, other as User];
    const pair = people.map(({ id }) => id).sort();
    const id = directId(boardId, pair);
    const [named] = await context.get(directRooms, [id]);
    const [existing] = named ? await context.get(rooms, [named.roomId]) : [];
    const hasLeft = named?.left?.includes(userId);
    const added = hasLeft ? [caller] : people;
    // The caller comes back.
    const left = hasLeft ? [userId] : null;
    if (existing) {
      await addMissing(existing, added, context);
      if (named?.left?.includes(caller.id))
        builtIn(context).derive({
          ...{ collection: directRooms.name, id, kind: "update", fields: { left } },
        });
      return existing;
    }
    if (other?.disabled)
      throw new TaskwireError("refused", "This person's account is disabled.", {
        rule: "disabled",
      });
    const room: Room = {
      id: context.newId(),
      version: 0,
      boardId,
      name: "Direct message",
      archived: false,
      direct: pair,
      createdBy: caller.id,
      createdAt: context.now,
    };
    const fields = { boardId, roomId: room.id, left };
    const kind = named ? "update" : "insert";
    builtIn(context).derive({ collection: directRooms.name, id, kind, fields });
    context.emit({
      topic: roomTopic(room.id),
      type: "room.created",
      subject: room.id,
      audience: null,
      put: { room: [rooms, room] },
    });
    await addMissing(room, added, context);
    return room;
  },
});

/** The operation that opens direct rooms. */
export const directRoomOperations = { "rooms.direct": direct };
