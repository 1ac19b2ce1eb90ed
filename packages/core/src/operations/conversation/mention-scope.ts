import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { type PreparedDirectory, prepareDirectory } from "../../mentions/directory.ts";
import type { DirectoryEntry } from "../../mentions/mention.ts";
import { accessOf, maySee } from "../../model/access.ts";
import type { MentionsData } from "../../model/definitions.ts";
import type { Member } from "../../model/member.ts";

/**
 * The people who can be mentioned in a text. Each person has a role, because groups are defined by
 * roles.
 */
export interface MentionScope {
  readonly people: readonly Pick<Member, "userId" | "name" | "handle" | "role">[];
  /** The people and the app's groups, by their names. */
  readonly directory: PreparedDirectory;
  /** Whether a mentioned group means members of the board or of the room. */
  readonly members: "board" | "room";
}

/**
 * Finds the members of the board who may see the task. The commit needs no further checks: it
 * checks the board, whose version changes with its members, and the task, whose version changes
 * with the involved people.
 */
export async function taskScope(
  context: OperationContext,
): Promise<MentionScope & { readonly people: readonly Member[] }> {
  const task = context.task();
  const all = await builtIn(context).people.namedOn(context.board());
  const { roles } = context.definitions;
  const people = all.filter(({ role, userId }) => maySee(task, accessOf(role, roles), userId));
  const directory = directoryOf(people.length === all.length ? all : people, context);
  return { people, directory, members: "board" };
}

/**
 * Finds the members of the room, with their roles on its board. The commit checks the room, whose
 * version changes with its members.
 */
export async function roomScope(context: OperationContext): Promise<MentionScope> {
  const inRoom = await builtIn(context).people.namedIn(context.room());
  // Only groups need the roles, and few apps define groups. So the roles are read only if there are
  // groups.
  const onBoard = context.definitions.mentions?.groups
    ? await builtIn(context).people.namedOn(context.board())
    : [];
  const roles = new Map(onBoard.map(({ userId, role }) => [userId, role]));
  return {
    people: inRoom.map((one) => ({ ...one, role: roles.get(one.userId) ?? "" })),
    directory: directoryOf(inRoom, context),
    members: "room",
  };
}

type Person = Pick<Member, "userId" | "name" | "handle">;

/** Directories by their lists of people. Such a list is often the same one as before. */
const directories = new WeakMap<readonly Person[], PreparedDirectory>();

/** Returns the directory of these people, with the app's own groups and words. */
export function directoryOf(
  people: readonly Person[],
  { definitions }: Pick<OperationContext, "definitions">,
): PreparedDirectory {
  const directory = directories.get(people) ?? prepare(people, definitions.mentions);
  directories.set(people, directory);
  return directory;
}

function prepare(
  people: readonly Person[],
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
