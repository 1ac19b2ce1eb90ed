import { hasSeenContent } from "../approvals/content.ts";
import { judge } from "../approvals/judge.ts";
import { checkKnownVersion } from "../approvals/known-version.ts";
import { grants } from "../authorize/condition.ts";
import type { Verdict } from "../authorize/judge.ts";
import { refusal } from "../authorize/refusal.ts";
import { TaskwireError } from "../errors.ts";
import { type Access, accessOf, maySee } from "../model/access.ts";
import { systemId } from "../model/actor.ts";
import { type Board, boards } from "../model/board.ts";
import { comments } from "../model/comment.ts";
import { decisionLinks } from "../model/decision-link.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import type { Outage } from "../model/heartbeat.ts";
import { isUserId } from "../model/ids.ts";
import { memberId, members } from "../model/member.ts";
import { messages } from "../model/message.ts";
import { own } from "../model/own.ts";
import { rooms } from "../model/room.ts";
import { roomMemberId, roomMembers } from "../model/room-member.ts";
import { subtasks } from "../model/subtask.ts";
import { type Task, tasks } from "../model/task.ts";
import { type User, users } from "../model/user.ts";
import type { Ref } from "../storage/storage.ts";
import type { EngineContext } from "./context.ts";
import { checkLink } from "./link-call.ts";
import type { Operation, Target } from "./operation/definition.ts";
import { withVotesForOthers } from "./operation/votes-for-others.ts";
import type { OwnConditions } from "./own-conditions.ts";

// The answer is exactly the same if the target doesn't exist, is on another board, or may not be
// seen. So nobody learns of a target that they may not see.
const notFound = {
  board: () =>
    new TaskwireError("not_found", "There is no such board, or you are not a member of it."),
  task: () =>
    new TaskwireError("not_found", "There is no such task on this board, or you may not see it."),
  subtask: () => new TaskwireError("not_found", "This task has no such subtask."),
  comment: () => new TaskwireError("not_found", "This task has no such comment."),
  room: () =>
    new TaskwireError("not_found", "There is no such room on this board, or you are not in it."),
  message: () => new TaskwireError("not_found", "This room has no such message."),
};

type Input = { readonly [field: string]: unknown };

/** The records to load for an operation's target and its caller, in one read. */
export function refsOf({ target }: Operation<string, never>, input: Input, userId: string): Ref[] {
  const refs: Ref[] = userId === systemId ? [] : [{ collection: users.name, id: userId }];
  if (target === "app") return refs;
  const boardId = String(input.boardId);
  refs.push({ collection: boards.name, id: boardId });
  if (userId !== systemId) refs.push({ collection: members.name, id: memberId(boardId, userId) });
  if (target === "room" || target === "message") {
    refs.push({ collection: rooms.name, id: String(input.roomId) });
    if (userId !== systemId)
      refs.push({ collection: roomMembers.name, id: roomMemberId(String(input.roomId), userId) });
    if (target === "message") refs.push({ collection: messages.name, id: String(input.messageId) });
    return refs;
  }
  if (target !== "board") refs.push({ collection: tasks.name, id: String(input.taskId) });
  if (target === "subtask") refs.push({ collection: subtasks.name, id: String(input.subtaskId) });
  if (target === "comment") refs.push({ collection: comments.name, id: String(input.commentId) });
  if (target === "link") refs.push({ collection: decisionLinks.name, id: String(input.linkId) });
  return refs;
}

/**
 * The caller's account; undefined for the host's own code.
 *
 * @throws {TaskwireError} `forbidden` if the account is unknown or disabled.
 */
export function checkAccount(context: EngineContext): User | undefined {
  const { userId } = context.actor;
  const user = context.known(users, userId);
  if (userId === systemId || (user && !user.disabled)) return user;
  throw noAccount();
}

/**
 * Checks the caller's id. The host's `authenticate` may return any text, and not every storage can look
 * up every text.
 *
 * @throws {TaskwireError} `forbidden` if it can't be a person's id.
 */
export function checkUserId(userId: string): void {
  if (typeof userId !== "string" || !isUserId(userId)) throw noAccount();
}

export const noAccount = () =>
  new TaskwireError(
    "forbidden",
    "This account is unknown or disabled. Ask an administrator of the app.",
  );

/**
 * Sets the context's target from the records that were read.
 *
 * @throws {TaskwireError} `not_found` if it doesn't exist or the caller may not know of it; `forbidden`
 * if the account is unknown or disabled.
 */
export function loadTarget(
  { target, votes, asksAboutVotes }: Operation<string, never>,
  input: Input,
  context: EngineContext,
  outages: readonly Outage[] = [],
): void {
  const { userId } = context.actor;
  const asSystem = userId === systemId;
  const user = checkAccount(context);
  if (target === "app") {
    return context.setTarget({ actor: { userId, role: user?.role ?? systemId } }, undefined);
  }
  const board = context.known(boards, String(input.boardId));
  const member = asSystem
    ? undefined
    : context.known(members, memberId(String(input.boardId), userId));
  if (!board || (!asSystem && !member)) throw notFound.board();
  const actor = { userId, role: member?.role ?? systemId };
  const access = asSystem ? "all" : accessOf(actor.role, context.definitions.roles);
  const facts: Facts = { actor, board, ...(member && { member }) };
  if (target === "board") return context.setTarget(facts, access);
  if (target === "link") {
    // A link ends by the same time as the deadline of its step.
    const task = context.known(tasks, String(input.taskId));
    if (task?.approval) timeOn(task, context);
    checkLink(input, context);
  }
  const isRoom = target === "room" || target === "message";
  const onBoard = isRoom
    ? roomFacts(target, input, context, board)
    : taskFacts(target, input, context, board, access);
  const vote =
    target === "link"
      ? voteByLink(input, onBoard.task)
      : (votes || asksAboutVotes) && { vote: input as NonNullable<Facts["vote"]> };
  const time = onBoard.task?.approval && { now: timeOn(onBoard.task, context), outages };
  context.setTarget({ ...facts, ...onBoard, ...vote, ...time }, access);
}

/**
 * A vote by a link. It is judged for the task as it is now if the caller has not seen its content: whether a link is
 * dead does not depend on what the caller saw. The operation refuses such a vote.
 */
const voteByLink = (input: Input, task: Task | undefined): Partial<Facts> => ({
  vote: {
    ...(input as NonNullable<Facts["vote"]>),
    version: seenVersion(task, input.version),
  },
  ...(input.via === "link" && { via: "link" }),
});

const seenVersion = (task: Task | undefined, seen: unknown): number | undefined =>
  task && typeof seen === "number" && hasSeenContent(task, seen) ? seen : task?.version;

/** The time of a command on a task with deadlines never goes back, also if the clock of this server is behind. */
function timeOn({ updatedAt }: Task, context: EngineContext): string {
  if (updatedAt > context.now) context.now = updatedAt;
  return context.now;
}

function taskFacts(
  target: Target,
  input: Input,
  context: EngineContext,
  board: Board,
  access: Access | undefined,
): Partial<Facts> {
  const task = context.known(tasks, String(input.taskId));
  if (!task || task.boardId !== board.id || !maySee(task, access, context.actor.userId))
    throw notFound.task();
  if (target === "subtask") {
    const subtask = context.known(subtasks, String(input.subtaskId));
    if (!subtask || subtask.taskId !== task.id) throw notFound.subtask();
    return { task, subtask };
  }
  if (target === "comment") {
    const comment = context.known(comments, String(input.commentId));
    if (!comment || comment.taskId !== task.id) throw notFound.comment();
    return { task, comment };
  }
  return { task };
}

function roomFacts(
  target: Target,
  input: Input,
  context: EngineContext,
  board: Board,
): Partial<Facts> {
  const { userId } = context.actor;
  const room = context.known(rooms, String(input.roomId));
  const roomMember =
    userId === systemId
      ? undefined
      : context.known(roomMembers, roomMemberId(String(input.roomId), userId));
  // No role gives access to a room. Only its members may know that it exists.
  if (!room || room.boardId !== board.id || (userId !== systemId && !roomMember))
    throw notFound.room();
  const facts = { room, ...(roomMember && { roomMember }) };
  if (target === "room") return facts;
  const message = context.known(messages, String(input.messageId));
  if (!message || message.roomId !== room.id) throw notFound.message();
  return { ...facts, message };
}

/**
 * Judges an action on these facts. It also evaluates the host's own conditions. If a condition
 * throws an error, it does not hold. The result is no promise if the host has no condition on this.
 */
export function verdictOn(
  action: string,
  facts: Facts,
  definitions: Definitions,
  conditions: OwnConditions,
): Verdict | Promise<Verdict> {
  const grant = own(own(definitions.roles.roles, facts.actor.role), action);
  if (grant === true || !grant || !conditions.includesOneOf(grant))
    return judge(action, { ...facts, answers: {} }, definitions);
  return conditions
    .answersOf(grant, action, facts)
    .then((answers) => judge(action, { ...facts, answers }, definitions));
}

/**
 * Whether the actor's role grants a permission on these facts, whatever the workflow says. The result is no promise
 * if the host has no condition on this.
 */
export function isGranted(
  permission: string,
  facts: Facts,
  { roles }: Definitions,
  conditions: OwnConditions,
): boolean | Promise<boolean> {
  const grant = own(own(roles.roles, facts.actor.role), permission);
  if (grant === true || !grant || !conditions.includesOneOf(grant))
    return grants(permission, { ...facts, answers: {} }, roles) === true;
  return conditions
    .answersOf(grant, permission, facts)
    .then((answers) => grants(permission, { ...facts, answers }, roles) === true);
}

/** If the board is archived, refuses a command that needs no permission of a role. */
function checkNotArchived(
  { kind, onArchived }: Operation<string, never>,
  { facts }: EngineContext,
): void {
  if (kind === "command" && !onArchived && facts.board?.archived)
    throw new TaskwireError("refused", "The board is archived. Reopen it to change something.", {
      rule: "archived",
    });
}

/**
 * Checks that the actor may run the operation on its target. The commit checks the records that
 * this depends on.
 *
 * @throws {TaskwireError} `forbidden` or `refused` with the failed rule and the remedy.
 */
export function checkPermission(
  operation: Operation<string, never>,
  context: EngineContext,
): Promise<void> | undefined {
  const { permission } = operation;
  // The link was checked with the target, and its operations judge the actions themselves.
  if (permission === "link") return undefined;
  if (permission === "anyone" || permission === "member") {
    checkNotArchived(operation, context);
    return undefined;
  }
  if (permission === "system") {
    if (context.actor.userId === systemId) return undefined;
    throw new TaskwireError("forbidden", "Only the host app's own code may do this.");
  }
  const { facts } = context;
  if (facts.subtask?.dependsOn.length) return checkVerdict(operation, context, undefined);
  // Most commands are allowed without any further read.
  const verdict = context.judge(permission, facts);
  return "allowed" in verdict && verdict.allowed === true
    ? undefined
    : checkVerdict(operation, context, verdict);
}

/** @param known the verdict without other subtasks; undefined if it needs them */
async function checkVerdict(
  { permission, votes }: Operation<string, never>,
  context: EngineContext,
  known: Verdict | Promise<Verdict> | undefined,
): Promise<void> {
  let { facts } = context;
  if (!known) facts = { ...facts, siblings: await context.siblings() };
  let verdict = await (known ?? context.judge(permission, facts));
  if (verdict.allowed === true) return;
  if (facts.task) checkKnownVersion(facts.task, context.definitions);
  // The remedy may need other subtasks, so a refusal reads them all.
  if (facts.task && !facts.siblings) {
    facts = { ...facts, siblings: await context.siblings() };
    verdict = await context.judge(permission, facts);
  }
  if (votes && facts.vote?.for === undefined)
    verdict = await withVotesForOthers(permission, verdict, facts, context);
  throw refusal(permission, verdict, facts, context.definitions);
}
