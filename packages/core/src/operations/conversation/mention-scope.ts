import type { OperationContext } from "../../engine/operation/context.ts";
import { type PreparedDirectory, prepareDirectory } from "../../mentions/directory.ts";
import type { DirectoryEntry } from "../../mentions/mention.ts";
import { accessOf, maySee } from "../../model/access.ts";
import type { MentionsData } from "../../model/definitions.ts";
import { type Member, members } from "../../model/member.ts";
import { roomMembers } from "../../model/room-member.ts";

/**
 * The people who can be mentioned in a text. Each person has a role, because groups are defined by
 * roles.
 */
export interface MentionScope {
  readonly people: readonly Pick<Member, "userId" | "name" | "handle" | "role">[];
  /** Whether a mentioned group means members of the board or of the room. */
  readonly members: "board" | "room";
}

/**
 * Reads the members of the board who may see the task. The commit needs no further checks: it
 * checks the board, whose version changes with its members, and the task, whose version changes
 * with the involved people.
 */
export async function taskScope(
  context: OperationContext,
): Promise<Omit<MentionScope, "people"> & { readonly people: readonly Member[] }> {
  const task = context.task();
  const all = await context.listAll(members, { index: "board", equals: { boardId: task.boardId } });
  const { roles } = context.definitions;
  const people = all.filter(({ role, userId }) => maySee(task, accessOf(role, roles), userId));
  return { people, members: "board" };
}

/**
 * Reads the members of the room, with their roles on its board. The commit checks the room, whose
 * version changes with its members.
 */
export async function roomScope(context: OperationContext): Promise<MentionScope> {
  const { id: roomId, boardId } = context.room();
  const inRoom = await context.listAll(roomMembers, { index: "room", equals: { roomId } });
  // Only groups need the roles, and few apps define groups. So the roles are read only if there are
  // groups.
  const onBoard = context.definitions.mentions?.groups
    ? await context.listAll(members, { index: "board", equals: { boardId } })
    : [];
  const roles = new Map(onBoard.map(({ userId, role }) => [userId, role]));
  return {
    people: inRoom.map((one) => ({ ...one, role: roles.get(one.userId) ?? "" })),
    members: "room",
  };
}

/** Returns the directory of these people, with the app's own groups and words. */
export function directoryOf(
  people: MentionScope["people"],
  { groups = {}, aliases = {} }: MentionsData = {},
): PreparedDirectory {
  const entries: DirectoryEntry[] = people.map(({ userId, name, handle }) => ({
    id: userId,
    handle,
    names: [name],
  }));
  for (const [handle, { names = [] }] of Object.entries(groups))
    entries.push({ kind: "group", id: handle, handle, names });
  return prepareDirectory(entries, { aliases });
}

/** The groups that the caller may mention. */
export async function allowedGroups(context: OperationContext): Promise<string[]> {
  const own = Object.keys(context.definitions.mentions?.groups ?? {});
  return [
    ...((await may(context, "mention.everyone")) ? ["everyone"] : []),
    ...((await may(context, "mention.here")) ? ["here"] : []),
    ...(own.length > 0 && (await may(context, "mention.group")) ? own : []),
  ];
}

/** Whether the caller may notify many people at once, by a group or by their names. */
export const mayMentionMany = async (context: OperationContext): Promise<boolean> =>
  (await may(context, "mention.everyone")) || may(context, "mention.group");

const may = async (context: OperationContext, permission: string): Promise<boolean> =>
  (await context.verdict(permission, context.facts)).allowed === true;
