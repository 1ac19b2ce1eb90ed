import { isSameJson } from "../model/canonical-json.ts";
import {
  type Notification,
  type NotificationState,
  notificationStates,
} from "../model/notification.ts";
import { own } from "../model/own.ts";
import type { Resolution } from "../model/reason.ts";
import type { Task } from "../model/task.ts";
import { forOf } from "./notification.ts";
import type { ChangeRequest, PersonScope, ResolveRequest, ReviewRequest } from "./request.ts";
import { reword, type WordSources, withhold, wordsNow } from "./words.ts";

/** A changed notification. */
export interface NotificationChange {
  readonly after: Notification;
  /** Whether the words also have to be removed from earlier events about the notification. */
  readonly redact: boolean;
}

/** The facts that decide how earlier notifications change. */
export interface ChangeFacts {
  /** Whether the recipient may read the thing that the notification is about. */
  readonly mayRead: (notification: Notification) => boolean;
  /** Whether the recipient may take the decision that the notification asks for. */
  readonly mayDecide: (notification: Notification) => boolean;
  /**
   * The people whose votes a request to vote asks its recipient for. Undefined if the request is not about an approval
   * that waits for them.
   */
  readonly seats: (notification: Notification) => readonly string[] | undefined;
  readonly sources: (notification: Notification) => WordSources;
  /**
   * Whether it is the last notification that asks its recipient for this decision or work. Only the
   * last one is opened again.
   */
  readonly isLastAsk: (notification: Notification) => boolean;
}

/**
 * Returns the states of the notifications that a request may change. Notifications in other states
 * stay as they are. A deleted text is removed from notifications in every state.
 */
export function changeableStates(request: ChangeRequest): readonly NotificationState[] {
  if (seatsOf(request)) return ["open", "read"];
  if (request.kind !== "resolve" || request.resolution === "deleted") return notificationStates;
  return request.resolution === "edited_out" ? ["open"] : ["open", "read"];
}

/** The new lists of people whose votes are asked for. Undefined if the request is for something else. */
export const seatsOf = (request: ChangeRequest) =>
  request.kind === "reword" && "about" in request ? request.seats : undefined;

/** Whether a request is about this notification. */
export function isMeant(one: Notification, request: ChangeRequest): boolean {
  if (request.kind === "reword") {
    if (!("about" in request)) return one.taskId === request.taskId;
    if (request.seats)
      return (
        one.about === request.about &&
        asksForDecision(one) &&
        Object.hasOwn(request.seats, one.userId)
      );
    // Only notifications about events of subtasks contain the titles of subtasks.
    return one.about === request.about && (!request.parts || one.type.startsWith("subtask."));
  }
  if ("userId" in request) return isInScope(one, request);
  const { about, reasons, userIds, resolution } = request;
  if (one.about !== about || (userIds && !userIds.includes(one.userId))) return false;
  if (!reasons) return true;
  // A person whose mention was removed by an edit may have been notified for another reason too.
  // That reason still holds.
  return resolution === "edited_out"
    ? one.reasons.every((reason) => reasons.includes(reason))
    : reasons.includes(one.reason);
}

const isInScope = (one: Notification, { userId, boardId, roomId, taskId }: PersonScope): boolean =>
  one.userId === userId &&
  (boardId === undefined || one.boardId === boardId) &&
  (roomId === undefined || one.roomId === roomId) &&
  (taskId === undefined || one.taskId === taskId);

/** Decides how a request changes a notification that it is about. Undefined: not at all. */
export function changeOf(
  one: Notification,
  request: ChangeRequest,
  facts: ChangeFacts,
): NotificationChange | undefined {
  if (request.kind === "reword") {
    if (!("about" in request)) return rewordChange(one, facts);
    if (request.seats) return seatsChange(one, own(request.seats, one.userId));
    return request.parts ? partsChange(one, facts) : rewordChange(one, facts);
  }
  if (request.kind === "review") return reviewChange(one, request, facts);
  const { resolution } = request;
  if (resolution === "access_lost") return lossChange(one, {}, facts);
  if (resolution === "deleted") {
    const after = deletedChange(one);
    return after && { after, redact: true };
  }
  return isUnresolved(one) ? { after: resolved(one, request), redact: false } : undefined;
}

/**
 * Returns the notification resolved and without its words, because the thing that it is about is
 * deleted. Undefined if nothing is left to change.
 */
export const deletedChange = (one: Notification): Notification | undefined =>
  isUnresolved(one) || !one.withheld
    ? withhold(resolved(one, { resolution: "deleted" }))
    : undefined;

/** Whether a notification asks its recipient to decide on a task. */
export const asksForDecision = ({ reasons, taskId }: Notification): boolean =>
  reasons.includes("approval.requested") && taskId !== null;

/** Whether the last decision on a task has answered a request from before it. */
export const isAnswered = ({ createdAt }: Notification, { decisions }: Pick<Task, "decisions">) =>
  createdAt < (decisions.at(-1)?.at ?? "");

/** Whether a notification asks its recipient to decide or to work. */
export const asksForAct = (one: Notification): boolean =>
  asksForDecision(one) || one.reasons.includes("assigned");

/**
 * Returns a function that says whether a notification is the last one that asks its recipient for
 * this decision or this work.
 */
export function lastAsks(all: readonly Notification[]): ChangeFacts["isLastAsk"] {
  // The field `reason` can't be used here. It may be a reason that the app has defined, and such a
  // reason does not say what is asked for.
  const askFor = (one: Notification) => `${asksForDecision(one)} ${one.taskId} ${one.userId}`;
  const last = new Map<string, number>();
  for (const one of all) {
    const key = askFor(one);
    if (asksForAct(one) && one.number > (last.get(key) ?? 0)) last.set(key, one.number);
  }
  return (one) => last.get(askFor(one)) === one.number;
}

const isUnresolved = ({ state }: Notification): boolean => state === "open" || state === "read";

const accessLost = { resolution: "access_lost" } as const;

function resolved(
  one: Notification,
  { resolution, decidedBy }: { resolution: Resolution; decidedBy?: ResolveRequest["decidedBy"] },
): Notification {
  if (!isUnresolved(one)) return one;
  return { ...one, state: "resolved", resolution, decidedBy: decidedBy ?? null };
}

function lossChange(
  one: Notification,
  { endsDelegation }: Pick<ReviewRequest, "endsDelegation">,
  facts: ChangeFacts,
): NotificationChange | undefined {
  if (!facts.mayRead(one))
    return isUnresolved(one) || !one.withheld
      ? { after: withhold(resolved(one, accessLost)), redact: true }
      : undefined;
  if (!isUnresolved(one) || !asksForDecision(one) || facts.mayDecide(one)) return undefined;
  const isEnded = endsDelegation === true && one.for !== null;
  const after = resolved(one, isEnded ? { resolution: "delegation_ended" } : accessLost);
  return { after, redact: false };
}

/** Brings the list of people whose votes a request asks for up to date. */
function seatsChange(
  one: Notification,
  seats: readonly string[] | undefined,
): NotificationChange | undefined {
  if (!seats || !isUnresolved(one)) return undefined;
  const after = { ...one, for: forOf(one.userId, seats) };
  return isSameJson(after.for, one.for) ? undefined : { after, redact: false };
}

function reviewChange(
  one: Notification,
  request: ReviewRequest,
  facts: ChangeFacts,
): NotificationChange | undefined {
  const loss = lossChange(one, request, facts);
  if (loss || !facts.mayRead(one)) return loss;
  const words = one.withheld ? { ...wordsNow(one, facts.sources(one)), withheld: false } : {};
  const reopened = isAskedAgain(one, facts) ? { state: "open" as const, resolution: null } : {};
  const before = { ...one, ...words, ...reopened };
  const after = seatsChange(before, facts.seats(one))?.after ?? before;
  return after.withheld === one.withheld && after.state === one.state && after.for === one.for
    ? undefined
    : { after, redact: false };
}

/**
 * Whether a notification that asks for a decision or for work has to be opened again: it was
 * resolved because its recipient lost access, and the recipient has access again.
 */
function isAskedAgain(one: Notification, { mayDecide, sources, isLastAsk }: ChangeFacts): boolean {
  if (one.state !== "resolved" || one.resolution !== "access_lost" || !isLastAsk(one)) return false;
  const { task, parts } = sources(one);
  if (asksForDecision(one)) return mayDecide(one) && !(task && isAnswered(one, task));
  return one.reasons.includes("assigned") && parts.length > 0;
}

/**
 * The excerpt of an `assigned` notification has the titles of the recipient's open subtasks, or the
 * title of the task if there are none.
 */
function partsChange(one: Notification, facts: ChangeFacts): NotificationChange | undefined {
  if (one.withheld) return undefined;
  const { excerpt } = wordsNow(one, facts.sources(one));
  return excerpt === one.excerpt ? undefined : { after: { ...one, excerpt }, redact: true };
}

function rewordChange(one: Notification, facts: ChangeFacts): NotificationChange | undefined {
  if (one.withheld) return undefined;
  const { task, post } = facts.sources(one);
  const isAboutPost = one.messageId !== null || one.commentId !== null;
  // A comment's notification also carries the title of the task.
  const withTitle = reword({ ...one, excerpt: null }, { task });
  const after = isAboutPost
    ? reword({ ...one, taskTitle: withTitle.taskTitle }, { post })
    : reword(one, { task });
  return after.excerpt === one.excerpt && after.taskTitle === one.taskTitle
    ? undefined
    : { after, redact: true };
}
