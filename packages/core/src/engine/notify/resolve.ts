import { type Board, boards } from "../../model/board.ts";
import { type Member, memberId, members } from "../../model/member.ts";
import { type Notification, notifications } from "../../model/notification.ts";
import { type Task, tasks } from "../../model/task.ts";
import { notificationEvent } from "../../notifications/notification.ts";
import type { AnyResolveRequest } from "../../notifications/request.ts";
import {
  asksForDecision,
  decideResolved,
  isMeant,
  type RecipientAccess,
  type Resolvable,
  resolvableStates,
  resolvedNotification,
} from "../../notifications/resolve.ts";
import { mayReadNotification, refsToRead } from "../../notifications/visibility.ts";
import type { Ref } from "../../storage/storage.ts";
import type { EngineContext } from "../context.ts";
import { mayDecide } from "./deciders.ts";
import { jobEvent, type NotifyParts } from "./notify-parts.ts";

/** Notifications that are resolved in the command's own commit. A job resolves the rest. */
const maxInCommit = 50;
const maxScannedOfPerson = 200;

/** The name of the job that resolves the rest. */
export const resolveJob = "taskwire.resolve";

/** The work of such a job. */
export interface ResolveWork {
  readonly request: AnyResolveRequest;
  /**
   * The id of the command that resolves. Notifications of later commands are not resolved: they are
   * about something new.
   */
  readonly before: string;
}

/** A request with the notifications that it may resolve. */
export interface GatheredResolve {
  readonly request: AnyResolveRequest;
  readonly meant: readonly Notification[];
  /** Whether there may be more of them. */
  readonly isPartial: boolean;
  readonly access: RecipientAccess;
}

const noAccess: RecipientAccess = { mayRead: () => false, mayDecide: () => false };

/** Reads the data that is needed to decide which notifications a command resolves. */
export async function gatherResolves(
  requests: readonly AnyResolveRequest[],
  context: EngineContext,
  parts: NotifyParts,
): Promise<GatheredResolve[]> {
  const scans = await Promise.all(requests.map((request) => scan(request, context)));
  const losing = scans.flatMap(({ request, meant }) =>
    request.resolution === "access_lost" ? meant : [],
  );
  const access = losing.length > 0 ? await recipientAccess(losing, context, parts) : noAccess;
  return scans.map((found) => ({ ...found, access }));
}

/**
 * Resolves notifications in the command's own commit, and leaves the rest to a job. Notifications
 * about a thing are resolved by the command that changes the thing; a command that notifies of the
 * same thing at the same moment conflicts with it. This doesn't hold for requests about a person.
 * If another command notifies them while they lose a right, neither command reads what the other
 * one writes, so they don't conflict. So after such a commit a job always looks again.
 */
export function emitResolves(
  gathered: readonly GatheredResolve[],
  context: EngineContext,
  parts: NotifyParts,
): void {
  const done = new Set<string>();
  for (const [i, { request, meant, isPartial, access }] of gathered.entries()) {
    const resolvable = decideResolved(meant, request, access).filter(
      ({ notification }) => !done.has(notification.id),
    );
    const now = resolvable.slice(0, Math.max(0, maxInCommit - done.size));
    for (const one of now) {
      done.add(one.notification.id);
      emitResolved(one, request, context);
    }
    if (!isPartial && now.length === resolvable.length && !("userId" in request)) continue;
    const work: ResolveWork = { request, before: context.command };
    context.derive(
      parts.job(resolveJob, jobEvent(context, `${context.command}.s${i}`, { ...work })),
    );
  }
}

/** Resolves the next notifications of a job, at most `limit`. Returns whether there are more. */
export async function resolveMore(
  { request, before }: ResolveWork,
  limit: number,
  context: EngineContext,
  parts: NotifyParts,
): Promise<boolean> {
  const all = await scanAll(request, context);
  const meant = all.filter(
    (one) => isMeant(one, request) && ("userId" in request || one.id < before),
  );
  const isLosing = request.resolution === "access_lost" && meant.length > 0;
  const access = isLosing ? await recipientAccess(meant, context, parts) : noAccess;
  const resolvable = decideResolved(meant, request, access);
  for (const one of resolvable.slice(0, limit)) emitResolved(one, request, context);
  return resolvable.length > limit;
}

function emitResolved(one: Resolvable, request: AnyResolveRequest, context: EngineContext): void {
  const resolved = resolvedNotification(one, request, context.now);
  context.emit({
    ...notificationEvent("notification.changed", resolved),
    ...(one.scrub && { redact: true as const }),
  });
}

const indexFor = (request: AnyResolveRequest) =>
  "about" in request
    ? { index: "about", equals: { about: request.about }, limit: maxInCommit + 1 }
    : { index: "state", equals: { userId: request.userId }, limit: maxScannedOfPerson };

/** Reads the first of the notifications that a request is about. */
async function scan(
  request: AnyResolveRequest,
  context: EngineContext,
): Promise<Omit<GatheredResolve, "access">> {
  const query = indexFor(request);
  const states = resolvableStates(request.resolution);
  const { records } = await context.list(notifications, { ...query, each: states });
  const isPartial = states.some(
    (state) => records.filter((one) => one.state === state).length === query.limit,
  );
  return { request, meant: records.filter((one) => isMeant(one, request)), isPartial };
}

async function scanAll(
  request: AnyResolveRequest,
  context: EngineContext,
): Promise<Notification[]> {
  const { index, equals } = indexFor(request);
  const pages = resolvableStates(request.resolution).map((state) =>
    context.listAll(notifications, { index, equals: { ...equals, state } }),
  );
  return (await Promise.all(pages)).flat();
}

/** Reads what the recipients of notifications may still do. */
async function recipientAccess(
  all: readonly Notification[],
  context: EngineContext,
  { onError }: NotifyParts,
): Promise<RecipientAccess> {
  const boardRefs = [...new Set(all.map(({ boardId }) => boardId))].map(boardRef);
  const lookup = await context.readUnguarded([...refsToRead(all), ...boardRefs]);
  const mayRead = (one: Notification) =>
    mayReadNotification(one, lookup, context.definitions.roles);
  const record = <T>(ref: Ref): T => ({ id: ref.id, version: 0, ...lookup(ref) }) as T;
  const judged = all.map(async (one): Promise<string[]> => {
    if (!asksForDecision(one) || !mayRead(one)) return [];
    const { userId, boardId, taskId } = one;
    const member = record<Member>({ collection: members.name, id: memberId(boardId, userId) });
    const task = record<Task>({ collection: tasks.name, id: String(taskId) });
    const board = record<Board>(boardRef(boardId));
    return (await mayDecide(task, { member }, board, context, onError)) ? [one.id] : [];
  });
  const deciding = new Set((await Promise.all(judged)).flat());
  return { mayRead, mayDecide: ({ id }) => deciding.has(id) };
}

const boardRef = (id: string): Ref => ({ collection: boards.name, id });
