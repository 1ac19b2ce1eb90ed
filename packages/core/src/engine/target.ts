import { judge, type Verdict } from "../authorize/judge.ts";
import { refusal } from "../authorize/refusal.ts";
import { TaskwireError } from "../errors.ts";
import { type Access, accessOf, maySee } from "../model/access.ts";
import { systemId } from "../model/actor.ts";
import { type Board, boards } from "../model/board.ts";
import { comments } from "../model/comment.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import { idSchema } from "../model/id.ts";
import { memberId, members } from "../model/member.ts";
import { messages } from "../model/message.ts";
import { own } from "../model/own.ts";
import { rooms } from "../model/room.ts";
import { roomMemberId, roomMembers } from "../model/room-member.ts";
import { safeParse } from "../model/safe-parse.ts";
import { subtasks } from "../model/subtask.ts";
import { tasks } from "../model/task.ts";
import { type User, users } from "../model/user.ts";
import type { Ref } from "../storage/storage.ts";
import type { EngineContext } from "./context.ts";
import type { Operation, Target } from "./operation/definition.ts";

/** The host's own conditions, which only the server can judge. */
export interface PolicyPort {
  readonly server: { readonly [condition: string]: (facts: Facts) => boolean | Promise<boolean> };
  /** Gets the error of a condition that throws or rejects. */
  readonly onError: (error: unknown) => void;
}

// Absent, foreign and out of sight are one answer, to the byte: nobody learns of what they may not see.
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

/** What an operation's target needs, in one read. */
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
  return refs;
}

/** Refuses whom the host app doesn't know or has disabled. Undefined for the host's own code. */
export function checkAccount(context: EngineContext): User | undefined {
  const { userId } = context.actor;
  const user = context.known(users, userId);
  if (userId === systemId || (user && !user.disabled)) return user;
  throw noAccount();
}

/** Refuses what can't be a person's id, however the host's `authenticate` came to it: not every storage can look for it. */
export function checkUserId(userId: string): void {
  if (!safeParse(idSchema, userId).success) throw noAccount();
}

const noAccount = () =>
  new TaskwireError(
    "forbidden",
    "This account is unknown or disabled. The app's administrators can put it right.",
  );

/** Loads the target and refuses whoever may not know of it. */
export function loadTarget(
  { target }: Operation<string, never>,
  input: Input,
  context: EngineContext,
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
  const isRoom = target === "room" || target === "message";
  const onBoard = isRoom
    ? roomFacts(target, input, context, board)
    : taskFacts(target, input, context, board, access);
  context.setTarget({ ...facts, ...onBoard }, access);
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
  // No role opens a room: who isn't in it hasn't been asked in.
  if (!room || room.boardId !== board.id || (userId !== systemId && !roomMember))
    throw notFound.room();
  const facts = { room, ...(roomMember && { roomMember }) };
  if (target === "room") return facts;
  const message = context.known(messages, String(input.messageId));
  if (!message || message.roomId !== room.id) throw notFound.message();
  return { ...facts, message };
}

/**
 * Judges an action on what the context knows, with the answers of the host's own conditions. A
 * condition that throws doesn't hold; the others still count.
 */
export async function verdictOn(
  action: string,
  facts: Facts,
  definitions: Definitions,
  policy: PolicyPort,
): Promise<Verdict> {
  const grant = own(own(definitions.roles.roles, facts.actor.role), action);
  const answers: { [name: string]: boolean } = {};
  for (const name of grant === true ? [] : (grant ?? [])) {
    const condition = own(policy.server, name);
    if (!condition) continue;
    try {
      answers[name] = (await condition(facts)) === true;
    } catch (error) {
      answers[name] = false;
      policy.onError(error);
    }
  }
  return judge(action, { ...facts, answers }, definitions);
}

/** Whether the actor may run the operation on its target, judged on what the commit will guard. */
export async function checkPermission(
  operation: Operation<string, never>,
  context: EngineContext,
): Promise<void> {
  const { permission } = operation;
  if (permission === "anyone" || permission === "member") return;
  if (permission === "system") {
    if (context.actor.userId === systemId) return;
    throw new TaskwireError("forbidden", "Only the host app's own code may do this.");
  }
  let { facts } = context;
  if (facts.subtask?.dependsOn.length) facts = { ...facts, siblings: await context.siblings() };
  let verdict = await context.verdict(permission, facts);
  if (verdict.allowed === true) return;
  // The way to yes may lead over other subtasks; only a refusal needs to know them.
  if (facts.task && !facts.siblings) {
    facts = { ...facts, siblings: await context.siblings() };
    verdict = await context.verdict(permission, facts);
  }
  throw refusal(permission, verdict, facts, context.definitions);
}
