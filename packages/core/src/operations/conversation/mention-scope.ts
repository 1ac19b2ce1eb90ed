import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { type PreparedDirectory, prepareDirectory } from "../../mentions/directory.ts";
import type { DirectoryEntry } from "../../mentions/mention.ts";
import { accessOf, maySee } from "../../model/access.ts";
import type { MentionsData } from "../../model/definitions.ts";
import type { Member } from "../../model/member.ts";

type Named = Pick<Member, "userId" | "name" | "handle">;

/** The people who can be mentioned in a text. */
export interface MentionScope {
  readonly named: readonly Named[];
  /** The same people with their roles, because groups are defined by roles. */
  readonly people: readonly Pick<Member, "userId" | "role">[];
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
  const onBoard = await builtIn(context).people.namedOn(context.board());
  const { roles } = context.definitions;
  const people = those(onBoard, ({ role, userId }) => maySee(task, accessOf(role, roles), userId));
  return { named: people, people, members: "board" };
}

/**
 * Finds the members of the room, with their roles on its board. The commit checks the room, whose
 * version changes with its members.
 */
export async function roomScope(context: OperationContext): Promise<MentionScope> {
  const named = await builtIn(context).people.namedIn(context.room());
  // Only groups need the roles, and few apps define groups. So the roles are read only if there are
  // groups.
  const onBoard = context.definitions.mentions?.groups
    ? await builtIn(context).people.namedOn(context.board())
    : [];
  const roles = new Map(onBoard.map(({ userId, role }) => [userId, role]));
  const people = named.map(({ userId }) => ({ userId, role: roles.get(userId) ?? "" }));
  return { named, people, members: "room" };
}

/** The people who meet a condition. If all do, it is the same list, so their directory is known. */
export function those<T>(people: readonly T[], condition: (person: T) => boolean): readonly T[] {
  const some = people.filter(condition);
  return some.length === people.length ? people : some;
}

/** Directories by their lists of people. Such a list is often the same one as before. */
const directories = new WeakMap<readonly Named[], PreparedDirectory>();

/** Returns the directory of these people, with the app's own groups and words. */
export function directoryOf(
  people: readonly Named[],
  mentions: MentionsData | undefined,
): PreparedDirectory {
  const directory = directories.get(people) ?? prepare(people, mentions);
  directories.set(people, directory);
  return directory;
}

function prepare(
  people: readonly Named[],
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
