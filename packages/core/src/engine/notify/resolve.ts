import { type Board, boards } from "../../model/board.ts";
import { type Member, memberId, members } from "../../model/member.ts";
import {
  type Notification,
  type NotificationState,
  notifications,
} from "../../model/notification.ts";
import type { Resolution } from "../../model/reason.ts";
import { type Task, tasks } from "../../model/task.ts";
import { rowEvent } from "../../notifications/notification.ts";
import type { Settlement } from "../../notifications/request.ts";
import { mayReadRow, refsToRead } from "../../notifications/visibility.ts";
import type { Ref } from "../../storage/storage.ts";
import type { Context } from "../context.ts";
import { mayDecide } from "./groups.ts";
import { jobEvent, type NotifyParts } from "./notify-parts.ts";

/** Rows that are settled in the command's own commit. */
const mostAtOnce = 50;
const mostOfPerson = 200;

/** The name of the job that settles what is more. */
export const settleJob = "taskwire.settle";

/** What such a job has to do. */
export interface SettleWork {
  readonly settlement: Settlement;
  /** The id of the command that settles: rows of later ones ask anew. */
  readonly before: string;
}

/** A row, and whether its words have to go from the log too. */
interface Settled {
  readonly row: Notification;
  readonly scrub: boolean;
}

/**
 * Settles the rows that a command leaves nothing to ask of. What is about a thing is settled by who changed that thing,
 * and whoever tells of it at the same moment has to try again. Of a person it isn't so: a row that is written while they
 * lose a right stands in nothing that either command reads, so a job looks once more after the commit.
 */
export async function settleAll(context: Context, parts: NotifyParts): Promise<void> {
  const done = new Set<string>();
  for (const [i, settlement] of context.settlements.entries()) {
    const { rows, partial } = await scan(settlement, context);
    const settled = (await settledOf(rows, settlement, context, parts)).filter(
      ({ row }) => !done.has(row.id),
    );
    const now = settled.slice(0, Math.max(0, mostAtOnce - done.size));
    for (const one of now) {
      done.add(one.row.id);
      emitSettled(context, one, settlement);
    }
    if (!partial && now.length === settled.length && !("userId" in settlement)) continue;
    const work: SettleWork = { settlement, before: context.command };
    context.derive(
      parts.job(settleJob, jobEvent(context, `${context.command}.s${i}`, { ...work })),
    );
  }
}

/** Settles so many of the rows that were left; true when there are more. */
export async function settleMore(
  { settlement, before }: SettleWork,
  limit: number,
  context: Context,
  parts: NotifyParts,
): Promise<boolean> {
  const rows = (await scanAll(settlement, context)).filter(
    ({ id }) => "userId" in settlement || id < before,
  );
  const settled = await settledOf(rows, settlement, context, parts);
  for (const one of settled.slice(0, limit)) emitSettled(context, one, settlement);
  return settled.length > limit;
}

/** In which states a row can be settled. What was deleted is gone from every row. */
function statesFor(resolution: Resolution): readonly NotificationState[] {
  if (resolution === "deleted") return ["open", "read", "done", "resolved"];
  return resolution === "edited_out" ? ["open"] : ["open", "read"];
}

function indexFor(settlement: Settlement) {
  return "about" in settlement
    ? { index: "about", equals: { about: settlement.about }, limit: mostAtOnce + 1 }
    : { index: "state", equals: { userId: settlement.userId }, limit: mostOfPerson };
}

/** The rows that a settlement may touch: the first of them, where there are many. */
async function scan(
  settlement: Settlement,
  context: Context,
): Promise<{ rows: Notification[]; partial: boolean }> {
  const query = indexFor(settlement);
  const states = statesFor(settlement.resolution);
  const { records } = await context.list(notifications, { ...query, each: states });
  const partial = states.some(
    (state) => records.filter((row) => row.state === state).length === query.limit,
  );
  return { rows: records, partial };
}

async function scanAll(settlement: Settlement, context: Context): Promise<Notification[]> {
  const { index, equals } = indexFor(settlement);
  const pages = statesFor(settlement.resolution).map((state) =>
    context.listAll(notifications, { index, equals: { ...equals, state } }),
  );
  return (await Promise.all(pages)).flat();
}

async function settledOf(
  rows: readonly Notification[],
  settlement: Settlement,
  context: Context,
  parts: NotifyParts,
): Promise<Settled[]> {
  const meant = rows.filter((row) => isMeant(row, settlement));
  const { resolution } = settlement;
  if (resolution === "access_lost") return lost(meant, context, parts);
  const scrub = resolution === "deleted";
  return meant
    .filter(({ state, excerpt }) => state === "open" || state === "read" || excerpt !== null)
    .map((row) => ({ row, scrub }));
}

function isMeant(row: Notification, settlement: Settlement): boolean {
  if (!("about" in settlement)) {
    const { boardId, roomId, taskId } = settlement;
    return (
      (boardId === undefined || row.boardId === boardId) &&
      (roomId === undefined || row.roomId === roomId) &&
      (taskId === undefined || row.taskId === taskId)
    );
  }
  const { reasons, userIds, resolution } = settlement;
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
  context: Context,
  parts: NotifyParts,
): Promise<Settled[]> {
  if (rows.length === 0) return [];
  const boardRefs = [...new Set(rows.map(({ boardId }) => boardId))].map(boardRef);
  const lookup = await context.look([...refsToRead(rows), ...boardRefs]);
  const found = rows.map(async (row): Promise<Settled | undefined> => {
    if (!mayReadRow(row, lookup, context.definitions.roles)) return { row, scrub: true };
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

function emitSettled(
  context: Context,
  { row, scrub }: Settled,
  { resolution, decidedBy }: Settlement,
): void {
  const ends = row.state === "open" || row.state === "read";
  const next: Notification = {
    ...row,
    ...(ends && { state: "resolved" as const, resolution, decidedBy: decidedBy ?? null }),
    ...(scrub && { excerpt: null }),
    updatedAt: context.now,
  };
  context.emit({
    ...rowEvent("notification.changed", next),
    ...(scrub && { redact: true as const }),
  });
}
