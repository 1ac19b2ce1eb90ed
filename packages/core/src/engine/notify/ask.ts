import { runningApproval } from "../../approvals/vote-steps.ts";
import { systemId } from "../../model/actor.ts";
import { boards } from "../../model/board.ts";
import { isSameJson } from "../../model/canonical-json.ts";
import { type Notification, notifications } from "../../model/notification.ts";
import { type Task, tasks } from "../../model/task.ts";
import { users } from "../../model/user.ts";
import { asksForDecision, isAnswered } from "../../notifications/changes.ts";
import { decide, recipientsOf, type SourceEvent } from "../../notifications/decide.ts";
import {
  forOf,
  notificationEvent,
  notificationFor,
  notificationId,
} from "../../notifications/notification.ts";
import { rulesOf } from "../../notifications/reasons.ts";
import type { Candidate, NotificationRequest } from "../../notifications/request.ts";
import { awaitsDecision } from "../../workflow/standing.ts";
import type { EngineContext } from "../context.ts";
import { hasDecider, managersOf, mayDecide } from "./deciders.ts";
import { type Gathered, gather } from "./gather.ts";
import { readGuards, touchGuards } from "./notify-guard.ts";
import type { NotifyParts } from "./notify-parts.ts";
import { reviewVoters } from "./review-voters.ts";

/** The waiting tasks of one board that a job checks, because the rights of a person have changed. */
export interface WaitingTasks {
  readonly userId: string;
  readonly boardId: string;
  readonly taskIds: readonly string[];
  /** The event that has changed the rights. */
  readonly source: SourceEvent;
}

/**
 * Brings the notifications about waiting tasks up to date after the rights of a person have changed:
 *
 * - It asks the person to decide on each task on which they may decide, unless they have been asked already.
 * - It asks delegates again if a vote that they had cast for this person no longer counts.
 * - It tells the requester, and the people who can help, once about each task on which nobody can decide
 *   (`approval.stalled`). It resolves this notification when somebody can decide on the task again.
 *
 * The commit checks the board and the tasks.
 */
export async function reviewWaitingTasks(
  { userId, boardId, taskIds, source }: WaitingTasks,
  context: EngineContext,
  parts: NotifyParts,
): Promise<void> {
  const [board] = await context.get(boards, [boardId]);
  const found = await context.get(tasks, taskIds);
  if (!board) return;
  // The time of a task never goes back, also if the clock of this server is behind.
  for (const task of found)
    if (task?.approval && task.updatedAt > context.now) context.now = task.updatedAt;
  const people = await context.people.membersOf(board);
  // The guards are read before the requests. If another job writes a request after this read, the
  // commit conflicts.
  await readGuards(taskIds.map(aboutTask), context);
  const requests: NotificationRequest[] = [];
  for (const task of found) {
    if (!task || !awaitsDecision(task.state, context.definitions.workflow)) continue;
    const query = { index: "task", equals: { taskId: task.id } };
    const earlier = await context.listAll(notifications, query);
    const running = runningApproval(task, context.definitions);
    const reviewed = running && (await reviewVoters(task, running, board, context));
    const person = people.get(userId);
    const isDecider =
      reviewed?.seats.has(userId) ??
      (person?.disabled === false &&
        (await mayDecide(task, person, board, context, parts.onError)));
    const isStalled =
      reviewed?.stalled ??
      !(isDecider || (await hasDecider(task, people.values(), board, context, parts.onError)));
    const helpers =
      reviewed?.helpers ?? (isStalled ? await managersOf(people.values(), board, context) : []);
    const freed = reviewed?.freed.filter((one) => one !== userId) ?? [];
    // The facts of an approval say whether its requester can vote.
    const isAsked = isDecider && (reviewed !== undefined || userId !== task.requesterId);
    const candidates = [
      ...(isAsked ? askCandidates(userId, task, earlier) : []),
      // They have no open request, so they are asked even if they changed the rights themselves.
      ...freed.flatMap((one) => askCandidates(one, task, earlier).map(evenToActor)),
      ...(isStalled
        ? stallCandidates([task.requesterId, ...helpers], earlier, reviewed?.isNewStall)
        : []
      ).map((one) =>
        // Nobody stalls a step on purpose.
        reviewed ? evenToActor(one) : one,
      ),
    ];
    if (!isStalled) unblock(earlier, context);
    for (const one of new Set([userId, ...(reviewed?.regrouped ?? [])]))
      regroup(earlier, one, reviewed?.seats.get(one), context);
    // Nobody is notified of their own act.
    const others = candidates.filter(({ to, evenActor }) => evenActor || to !== source.actor);
    const seats = reviewed && Object.fromEntries(reviewed.seats);
    if (others.length > 0) requests.push({ ...requestFor(task, others), ...(seats && { seats }) });
  }
  await emitNew(requests, source, context, parts);
}

const aboutTask = (id: string): string => `task:${id}`;

const evenToActor = (one: Candidate): Candidate => ({ ...one, evenActor: true });

const requestFor = (task: Task, candidates: readonly Candidate[]): NotificationRequest => ({
  about: aboutTask(task.id),
  boardId: task.boardId,
  taskId: task.id,
  excerpt: task.title,
  candidates,
});

function askCandidates(userId: string, task: Task, earlier: readonly Notification[]): Candidate[] {
  const wasAsked = earlier.some(
    (one) =>
      one.userId === userId &&
      asksForDecision(one) &&
      one.state !== "resolved" &&
      !isAnswered(one, task),
  );
  return wasAsked ? [] : [{ to: userId, reason: "approval.requested" }];
}

/** @param isNew whether a step of an approval is stalled only now, so that a report that was put away is not about it */
function stallCandidates(
  userIds: readonly string[],
  earlier: readonly Notification[],
  isNew = false,
): Candidate[] {
  const isReported = (userId: string) =>
    earlier.some(
      (one) =>
        one.userId === userId && isStall(one) && (isNew ? isOpen(one) : one.state !== "resolved"),
    );
  return [...new Set(userIds)]
    .filter((userId) => userId !== systemId && !isReported(userId))
    .map((to): Candidate => ({ to, reason: "approval.stalled" }));
}

/**
 * Updates the list of people for whom a person can vote, in their open request. `changeAll` has already done this for
 * the requests that it found, but another job may have written this one since then.
 */
function regroup(
  earlier: readonly Notification[],
  userId: string,
  seats: readonly string[] | undefined,
  context: EngineContext,
): void {
  for (const one of earlier) {
    if (!seats || one.userId !== userId || !isOpen(one) || !asksForDecision(one)) continue;
    const after: Notification = { ...one, for: forOf(userId, seats), updatedAt: context.now };
    if (!isSameJson(after.for, one.for))
      context.emit(notificationEvent("notification.changed", after));
  }
}

const isOpen = ({ state }: Notification): boolean => state === "open" || state === "read";

const isStall = ({ reasons }: Notification): boolean => reasons.includes("approval.stalled");

/** Resolves the notifications of a stall, because somebody can decide on the task again. */
function unblock(earlier: readonly Notification[], context: EngineContext): void {
  for (const one of earlier) {
    if (one.reason !== "approval.stalled" || !isOpen(one)) continue;
    const after: Notification = {
      ...one,
      state: "resolved",
      resolution: "unblocked",
      updatedAt: context.now,
    };
    context.emit(notificationEvent("notification.changed", after));
  }
}

async function emitNew(
  requests: readonly NotificationRequest[],
  source: SourceEvent,
  context: EngineContext,
  parts: NotifyParts,
): Promise<void> {
  if (requests.length === 0 || !parts.notifies) return;
  const gathered = await gather(requests, context, parts);
  await touchGuards(
    requests.map(({ about }) => about),
    context,
  );
  const [actor] = await context.get(users, [source.actor]);
  const actorName = actor?.name ?? null;
  const rules = rulesOf(context.definitions);
  for (const [i, request] of requests.entries()) {
    const { candidates, facts, names } = gathered[i] as Gathered;
    for (const [userId, reasons] of recipientsOf(decide(candidates, facts))) {
      const id = notificationId(source.eventId, userId, request.about);
      const named = { ...names, actorName };
      await context.get(notifications, [id]);
      // The job may have written it already, before it was interrupted. It may even be deleted again by now.
      if (context.wasStored(notifications, id)) continue;
      const one = notificationFor(userId, reasons, request, named, source, context.now, rules);
      context.emit(notificationEvent("notification.created", { ...one, id }));
    }
  }
}
