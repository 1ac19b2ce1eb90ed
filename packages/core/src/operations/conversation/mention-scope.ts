import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { checkSpans } from "../../mentions/check.ts";
import { type PreparedDirectory, prepareDirectory } from "../../mentions/directory.ts";
import type { DirectoryEntry, Mention, MentionSpan } from "../../mentions/mention.ts";
import { parseMentions } from "../../mentions/parse.ts";
import { isAtSign } from "../../mentions/script.ts";
import { accessOf, maySee } from "../../model/access.ts";
import { type Member, members } from "../../model/member.ts";
import { roomMembers } from "../../model/room-member.ts";
import type { Candidate } from "../../notifications/request.ts";

/** Above so many people a group is called only by who says how many they are. */
const confirmAbove = 25;
const mostCalled = 1_000;

/** Who can be mentioned in a text: people, each with the role that groups go by. */
export interface Scope {
  readonly people: readonly Pick<Member, "userId" | "name" | "handle" | "role">[];
  /** Which members a group stands for. */
  readonly members: "board" | "room";
}

/** The members of the board who may see the task. The board guards its members, and the task whom it involves. */
export async function taskScope(context: OperationContext): Promise<Scope> {
  const task = context.task();
  const all = await context.listAll(members, { index: "board", equals: { boardId: task.boardId } });
  const { roles } = context.definitions;
  const people = all.filter(({ role, userId }) => maySee(task, accessOf(role, roles), userId));
  return { people, members: "board" };
}

/** The people in the room, with the roles that they have on its board. The room guards its members. */
export async function roomScope(context: OperationContext): Promise<Scope> {
  const { id: roomId, boardId } = context.room();
  const inRoom = await context.listAll(roomMembers, { index: "room", equals: { roomId } });
  // Roles matter to groups alone, and few systems have any.
  const byRole = context.definitions.mentions?.groups
    ? await context.listAll(members, { index: "board", equals: { boardId } })
    : [];
  const roleOf = new Map(byRole.map(({ userId, role }) => [userId, role]));
  return {
    people: inRoom.map((one) => ({ ...one, role: roleOf.get(one.userId) ?? "" })),
    members: "room",
  };
}

/** The directory of a scope, with the app's own groups and words. */
export function directoryOf(context: OperationContext, people: Scope["people"]): PreparedDirectory {
  const { groups = {}, aliases = {} } = context.definitions.mentions ?? {};
  const entries: DirectoryEntry[] = people.map(({ userId, name, handle }) =>
    handle === null ? { id: userId, handle: name } : { id: userId, handle, names: [name] },
  );
  for (const [handle, { names = [] }] of Object.entries(groups))
    entries.push({ kind: "group", id: handle, handle, names });
  return prepareDirectory(entries, { aliases });
}

/** Which groups the actor may call. */
export async function groupsFor(context: OperationContext): Promise<string[]> {
  const own = Object.keys(context.definitions.mentions?.groups ?? {});
  const may = async (permission: string) =>
    (await context.verdict(permission, context.facts)).allowed === true;
  return [
    ...((await may("mention.everyone")) ? ["everyone"] : []),
    ...((await may("mention.here")) ? ["here"] : []),
    ...(own.length > 0 && (await may("mention.group")) ? own : []),
  ];
}

const hasAtSign = (text: string): boolean => [...text].some((character) => isAtSign(character));

interface Said {
  readonly text: string;
  readonly spans?: readonly MentionSpan[] | undefined;
  readonly confirm?: number | undefined;
}

/**
 * Who is mentioned in a text, and so is told. The people are read only where the text has an at-sign.
 *
 * @throws {TaskwireError} `refused` when more than 50 people are named, or a large group is called without its count.
 */
export async function mentionsIn(
  context: OperationContext,
  { text, spans = [], confirm }: Said,
  scopeOf: (context: OperationContext) => Promise<Scope>,
): Promise<{ mentions: readonly Mention[]; candidates: Candidate[] }> {
  if (!hasAtSign(text)) {
    if (spans.length > 0) throw badSpan();
    return { mentions: [], candidates: [] };
  }
  const scope = await scopeOf(context);
  const directory = directoryOf(context, scope.people);
  const checked = checkSpans(text, spans, directory);
  // Somebody who left a moment ago is no reason to lose what was written: their name is then a word. A span beside the text is.
  if (checked.rejected.some(({ problem }) => problem === "outside")) throw badSpan();
  const groups = await groupsFor(context);
  const { mentions, recipients, refused } = parseMentions(text, directory, {
    spans: checked.spans,
    author: context.actor.userId,
    groups,
  });
  if (refused) {
    throw new TaskwireError(
      "refused",
      `At most ${refused.limit} people can be mentioned by name at once; here are ${refused.count}. Call a group instead.`,
      { rule: "mentions", ...refused },
    );
  }
  const candidates = recipients.map((recipient) => candidateOf(recipient, scope, context));
  checkAudience(candidates, scope, confirm);
  return { mentions, candidates };
}

const badSpan = () =>
  new TaskwireError(
    "invalid",
    "A span in `spans` isn't a mention in this text: it starts with an at-sign, in UTF-16 units.",
  );

function candidateOf(
  recipient: string,
  { members }: Scope,
  { definitions }: OperationContext,
): Candidate {
  const [, kind, id = ""] = /^(user|group):(.*)$/su.exec(recipient) ?? [];
  if (kind === "user") return { to: id, reason: "mention" };
  if (id === "everyone") return { to: { members }, reason: "mention.everyone" };
  if (id === "here") return { to: { members, present: true }, reason: "mention.here" };
  return {
    to: { members, role: definitions.mentions?.groups?.[id]?.role ?? "" },
    reason: "mention.group",
  };
}

/** A large group is called knowingly or not at all. */
function checkAudience(
  candidates: readonly Candidate[],
  { people }: Scope,
  confirm: number | undefined,
): void {
  for (const { to } of candidates) {
    if (typeof to === "string" || !("members" in to) || to.present) continue;
    const count = people.filter(({ role }) => to.role === undefined || role === to.role).length;
    if (count > mostCalled)
      throw new TaskwireError("refused", `A group of ${count} people is too large to be called.`, {
        rule: "audience",
        count,
      });
    if (count > confirmAbove && confirm !== count)
      throw new TaskwireError(
        "refused",
        `This calls ${count} people. Send \`confirm: ${count}\` along if you mean it.`,
        {
          rule: "confirm",
          count,
        },
      );
  }
}
