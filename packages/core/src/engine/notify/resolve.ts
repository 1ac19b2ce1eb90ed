import { type Board, boards } from "../../model/board.ts";
import { type Member, memberId, members } from "../../model/member.ts";
import {
  type Notification,
  type NotificationState,
  notifications,
} from "../../model/notification.ts";
import type { Resolution } from "../../model/reason.ts";
import { type Task, tasks } from "../../model/task.ts";
import { notificationEvent } from "../../notifications/notification.ts";
import type { ResolveRequest } from "../../notifications/request.ts";
import { mayReadNotification, refsToRead } from "../../notifications/visibility.ts";
import type { Ref } from "../../storage/storage.ts";
import type { EngineContext } from "../context.ts";
import { mayDecide } from "./groups.ts";
import { jobEvent, type NotifyParts } from "./notify-parts.ts";

/** Rows that are resolved in the command's own commit. */
const mostAtOnce = 50;
const mostOfPerson = 200;

/** The name of the job that resolves what is more. */
export const resolveJob = "taskwire.resolve";

/** What such a job has to do. */
export interface ResolveWork {
  readonly request: ResolveRequest;
  /** The id of the command that resolves: rows of later ones ask anew. */
  readonly before: string;
}

/** A row, and whether its words have to go from the log too. */
interface Resolved {
  readonly row: Notification;
  readonly scrub: boolean;
}

/**
 * Resolves the rows that a command leaves nothing to ask of. What is about a thing is resolved by who changed that thing,
 * and whoever tells of it at the same moment has to try again. Of a person it isn't so: a row that is written while they
 * lose a right stands in nothing that either command reads, so a job looks once more after the commit.
 */
export async function resolveAll(context: EngineContext, parts: NotifyParts): Promise<void> {
  const done = new Set<string>();
  for (const [i, request] of context.resolveRequests.entries()) {
    const { rows, partial } = await scan(request, context);
    const resolved = (await resolvedOf(rows, request, context, parts)).filter(
      ({ row }) => !done.has(row.id),
    );
    const now = resolved.slice(0, Math.max(0, mostAtOnce - done.size));
    for (const one of now) {
      done.add(one.row.id);
      emitResolved(context, one, request);
    }
    if (!partial && now.length === resolved.length && !("userId" in request)) continue;
    const work: ResolveWork = { request, before: context.command };
    context.derive(
      parts.job(resolveJob, jobEvent(context, `${context.command}.s${i}`, { ...work })),
    );
  }
}

/** Resolves so many of the rows that were left; true when there are more. */
export async function resolveMore(
  { request, before }: ResolveWork,
  limit: number,
  context: EngineContext,
  parts: NotifyParts,
): Promise<boolean> {
  const rows = (await scanAll(request, context)).filter(
    ({ id }) => "userId" in request || id < before,
  );
  const resolved = await resolvedOf(rows, request, context, parts);
  for (const one of resolved.slice(0, limit)) emitResolved(context, one, request);
  return resolved.length > limit;
}

/** In which states a row can be resolved. What was deleted is gone from every row. */
function statesFor(resolution: Resolution): readonly NotificationState[] {
  if (resolution === "deleted") return ["open", "read", "done", "resolved"];
  return resolution === "edited_out" ? ["open"] : ["open", "read"];
}

function indexFor(request: ResolveRequest) {
  return "about" in request
    ? { index: "about", equals: { about: request.about }, limit: mostAtOnce + 1 }
    : { index: "state", equals: { userId: request.userId }, limit: mostOfPerson };
}

/** The rows that a request may touch: the first of them, where there are many. */
async function scan(
  request: ResolveRequest,
  context: EngineContext,
): Promise<{ rows: Notification[]; partial: boolean }> {
  const query = indexFor(request);
  const states = statesFor(request.resolution);
  const { records } = await context.list(notifications, { ...query, each: states });
  const partial = states.some(
    (state) => records.filter((row) => row.state === state).length === query.limit,
  );
  return { rows: records, partial };
}

async function scanAll(request: ResolveRequest, context: EngineContext): Promise<Notification[]> {
  const { index, equals } = indexFor(request);
  const pages = statesFor(request.resolution).map((state) =>
    context.listAll(notifications, { index, equals: { ...equals, state } }),
  );
  return (await Promise.all(pages)).flat();
}

async function resolvedOf(
  rows: readonly Notification[],
  request: ResolveRequest,
  context: EngineContext,
  parts: NotifyParts,
): Promise<Resolved[]> {
  const meant = rows.filter((row) => isMeant(row, request));
  const { resolution } = request;
  if (resolution === "access_lost") return lost(meant, context, parts);
  const scrub = resolution === "deleted";
  return meant
    .filter(({ state, excerpt }) => state === "open" || state === "read" || excerpt !== null)
    .map((row) => ({ row, scrub }));
}

function isMeant(row: Notification, request: ResolveRequest): boolean {
  if (!("about" in request)) {
    const { boardId, roomId, taskId } = request;
    return (
      (boardId === undefined || row.boardId === boardId) &&
      (roomId === undefined || row.roomId === roomId) &&
      (taskId === undefined || row.taskId === taskId)
    );
  }
  const { reasons, userIds, resolution } = request;
  if (userIds && !userIds.includes(row.userId)) return false;
  if (!reasons) return true;
  // Who is mentioned no more may have been told for another reason as well: that one stands.
  return resolution === "edited_out"
    ? row.reasons.every((one) => reasons.includes(one))
    : reasons.includes(row.reason);
}

/** Of the rows of people who lost some right, those that they may not read now, and requests that they may not decide. */
async function lost(
  rows: readonly Notification[],
  context: EngineContext,
  parts: NotifyParts,
): Promise<Resolved[]> {
  if (rows.length === 0) return [];
  const boardRefs = [...new Set(rows.map(({ boardId }) => boardId))].map(boardRef);
  const lookup = await context.readUnguarded([...refsToRead(rows), ...boardRefs]);
  const found = rows.map(async (row): Promise<Resolved | undefined> => {
    if (!mayReadNotification(row, lookup, context.definitions.roles)) return { row, scrub: true };
    if (row.reason !== "approval.requested" || row.taskId === null) return undefined;
    const record = <T>(ref: Ref): T => ({ id: ref.id, version: 0, ...lookup(ref) }) as T;
    const member = record<Member>({
      collection: members.name,
      id: memberId(row.boardId, row.userId),
    });
    const task = record<Task>({ collection: tasks.name, id: row.taskId });
    const board = record<Board>(boardRef(row.boardId));
    const may = await mayDecide(task, { member, disabled: false }, board, {
      context,
      onError: parts.onError,
    });
    return may ? undefined : { row, scrub: false };
  });
  return (await Promise.all(found)).filter((one) => one !== undefined);
}

const boardRef = (id: string): Ref => ({ collection: boards.name, id });

function emitResolved(
  context: EngineContext,
  { row, scrub }: Resolved,
  { resolution, decidedBy }: ResolveRequest,
): void {
  const ends = row.state === "open" || row.state === "read";
  const next: Notification = {
    ...row,
    ...(ends && { state: "resolved" as const, resolution, decidedBy: decidedBy ?? null }),
    ...(scrub && { excerpt: null }),
    updatedAt: context.now,
  };
  context.emit({
    ...notificationEvent("notification.changed", next),
    ...(scrub && { redact: true as const }),
  });
}
