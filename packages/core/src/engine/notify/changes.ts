import { commandOf, eventId } from "../../log/command.ts";
import {
  type Notification,
  type NotificationState,
  notifications,
} from "../../model/notification.ts";
import {
  asksForAct,
  type ChangeFacts,
  changeableStates,
  changeOf,
  isMeant,
} from "../../notifications/changes.ts";
import { notificationEvent } from "../../notifications/notification.ts";
import { ownMembershipOf } from "../../notifications/reasons.ts";
import type { ChangeRequest, ReviewRequest } from "../../notifications/request.ts";
import type { ListQuery } from "../../storage/storage.ts";
import type { EngineContext } from "../context.ts";
import { readChangeFacts } from "./change-facts.ts";
import { laterThan } from "./later.ts";
import { readGuards, touchGuards } from "./notify-guard.ts";
import { jobEvent, type NotifyParts } from "./notify-parts.ts";
import { payForAsking } from "./pay-for-asking.ts";

/** Maximum number of notifications that the command's own commit changes. A job changes the rest. */
const maxInCommit = 50;
/** Maximum number of one person's notifications that the command itself reads. */
const maxScannedOfPerson = 200;

/** The name of the job that changes the rest. */
export const changesJob = "taskwire.changes";

/** The work of such a job. */
export interface ChangeWork {
  readonly request: ChangeRequest;
  /**
   * The id of the command that made the request. If the request resolves the notifications about a
   * thing, the job does not change those that later commands have created, because they are about a
   * newer event. If the request resolves the notifications of one person, the job also changes
   * those that later commands have created.
   */
  readonly before: string;
  /** If the job creates notifications, they are about this event. `actor` is the event's actor. */
  readonly source: { readonly eventId: string; readonly type: string; readonly actor: string };
}

/** A request with the notifications that it may change. */
export interface GatheredChange {
  readonly request: ChangeRequest;
  readonly found: readonly Notification[];
  /** Whether there may be more of them. */
  readonly isPartial: boolean;
  readonly facts: ChangeFacts;
}

/** Reads the earlier notifications that a command may change, and the facts that decide how. */
export async function gatherChanges(
  requests: readonly ChangeRequest[],
  context: EngineContext,
  parts: NotifyParts,
): Promise<GatheredChange[]> {
  await payForAsking(requests, context);
  const abouts = requests.flatMap((request) => ("about" in request ? request.about : []));
  // The guards are read first. If a job writes a notification after this read, this commit
  // conflicts.
  await readGuards(abouts, context);
  const possible = requests.filter(
    (request) => !("about" in request && context.toldAbout(request.about)?.length === 0),
  );
  if (possible.length === 0) return [];
  const scans = await Promise.all(
    possible.map(async (request) => ({ request, ...(await scan(request, context)) })),
  );
  const facts = await readChangeFacts(scans, context, parts);
  return scans.map((found) => ({ ...found, facts }));
}

/**
 * Changes notifications in the command's own commit, and leaves the rest to a job.
 *
 * The command that changes a thing also changes the notifications about it. If another command or a
 * job notifies people of this thing at the same moment, the two commits conflict.
 *
 * Two kinds of requests are an exception: those with a `userId` (the notifications of a person),
 * and `reword` with a `taskId` (a task and its comments). Another command may write such a
 * notification at the same moment. Neither command reads a record that the other one writes, so
 * they don't conflict. So after such a commit, a job looks for notifications again. In one case no
 * job looks again: see `needsJob`.
 */
export function emitChanges(
  gathered: readonly GatheredChange[],
  context: EngineContext,
  parts: NotifyParts,
): void {
  const changed = new Map<string, { after: Notification; redact: boolean }>();
  for (const [i, { request, found, isPartial, facts }] of gathered.entries()) {
    let isComplete = !isPartial;
    for (const one of found) {
      const earlier = changed.get(one.id);
      const change = changeOf(earlier?.after ?? one, request, facts);
      if (!change) continue;
      if (!earlier && changed.size === maxInCommit) isComplete = false;
      else
        changed.set(one.id, {
          after: change.after,
          redact: change.redact || earlier?.redact === true,
        });
    }
    if (!isComplete || needsJob(request, found)) leaveToJob(request, i, context, parts);
  }
  for (const { after, redact } of changed.values()) emitChange(after, redact, context);
}

/**
 * The job calls this. Changes at most `limit` notifications. Returns whether there are more to
 * change.
 */
export async function changeMore(
  work: ChangeWork,
  limit: number,
  context: EngineContext,
  parts: NotifyParts,
): Promise<boolean> {
  const { request } = work;
  const found = await findForJob(work, context, parts);
  const facts = await readChangeFacts([{ request, found }], context, parts);
  const changing = found.filter((one) => changeOf(one, request, facts));
  const next = changing.slice(0, limit);
  if (next.length > 0) await changeGuarded(next, work, context, parts);
  return changing.length > limit;
}

/**
 * Changes these notifications. It first reads again the records that decide about them, so that the
 * commit checks the versions of these records.
 */
async function changeGuarded(
  next: readonly Notification[],
  work: ChangeWork,
  context: EngineContext,
  parts: NotifyParts,
): Promise<void> {
  const { request } = work;
  // Two things may happen at the same moment. Another job may ask the same person for the same
  // decision. Or a command may edit or delete a text, while this job puts that text back into
  // notifications. A command that edits or deletes a text skips withheld notifications. So if this
  // job put the old text into such a notification, nobody would correct it. For both reasons, the
  // guards are read first. If the other job or the command commits after this read, one of the two
  // commits conflicts.
  const asks = next.filter((one) => one.resolution === "access_lost" && asksForAct(one));
  const abouts = [...asks, ...next.filter(({ withheld }) => withheld)].map(({ about }) => about);
  await readGuards(abouts, context);
  const history = asks.length > 0 ? await findForJob(work, context, parts) : next;
  const ids = new Set(next.map(({ id }) => id));
  const found = history.filter(({ id }) => ids.has(id));
  const how = { history, isGuarded: true };
  const facts = await readChangeFacts([{ request, found }], context, parts, how);
  for (const one of found) {
    const change = changeOf(one, request, facts);
    if (change) emitChange(change.after, change.redact, context);
  }
  if (abouts.length > 0) await touchGuards(abouts, context);
}

async function findForJob(
  { request, before }: ChangeWork,
  context: EngineContext,
  { storage }: NotifyParts,
): Promise<Notification[]> {
  const all = await scanAll(request, context);
  if (request.kind !== "resolve" || "userId" in request) return all;
  // Only the notifications of the deletion itself stay. All others would keep words of the deleted thing.
  if (request.resolution === "deleted")
    return all.filter((one) => commandOf({ id: one.eventId }) !== before);
  const isLater = await laterThan(before, all, storage);
  return all.filter((one) => !isLater(one));
}

/**
 * Returns the ids of the notifications that this job left readable: when it came to them, the
 * person had the right to read them again. The command that created this job took away the right.
 * Later, another command gave the right back. If the person opened the inbox between these two
 * commands, the inbox showed these notifications without names and texts. So the notifications have
 * to be sent again.
 */
export async function findReadableAgain(
  work: ChangeWork,
  context: EngineContext,
  parts: NotifyParts,
): Promise<string[]> {
  const { request } = work;
  if (request.kind !== "review" || !request.takes) return [];
  const found = (await findForJob(work, context, parts)).filter(({ withheld }) => !withheld);
  const facts = await readChangeFacts([{ request, found }], context, parts);
  return found.filter((one) => wasTaken(one, request, facts)).map(({ id }) => id);
}

function wasTaken(
  one: Notification,
  { userId, takes }: ReviewRequest,
  { mayRead, sources }: ChangeFacts,
): boolean {
  if (!mayRead(one) || one.reasons.some((reason) => ownMembershipOf(reason) === "kept"))
    return false;
  if (takes === "everything") return true;
  const { task } = sources(one);
  return task !== undefined && task.involved.includes(userId) === (takes === "involvement");
}

/** Emits notifications again. Only their version and their time of change are new. */
export async function sendAgain(ids: readonly string[], context: EngineContext): Promise<void> {
  for (const one of await context.get(notifications, ids))
    if (one && !one.withheld) emitChange(one, false, context);
}

/**
 * Whether a job has to look for notifications again after the commit, although the commit has
 * changed all that were found.
 */
function needsJob(request: ChangeRequest, found: readonly Notification[]): boolean {
  if ("about" in request) return false;
  // If a person has gained access to a task, but was never notified of it, there is nothing to
  // change.
  const isNew = request.kind === "review" && request.gains && request.taskId !== undefined;
  return !isNew || found.length > 0;
}

function leaveToJob(
  request: ChangeRequest,
  index: number,
  context: EngineContext,
  parts: NotifyParts,
): void {
  const { command, actor, emitted } = context;
  const source = {
    eventId: eventId(command, 0),
    type: emitted[0]?.type ?? "",
    actor: actor.userId,
  };
  const work: ChangeWork = { request, before: command, source };
  context.derive(parts.job(changesJob, jobEvent(context, `${command}.s${index}`, { ...work })));
}

function emitChange(after: Notification, redact: boolean, context: EngineContext): void {
  context.emit({
    ...notificationEvent("notification.changed", { ...after, updatedAt: context.now }),
    ...(redact && { redact: true as const }),
  });
}

function queryFor(request: ChangeRequest): Omit<ListQuery, "each"> & { readonly byState: boolean } {
  if ("about" in request)
    return {
      index: "about",
      equals: { about: request.about },
      limit: maxInCommit + 1,
      byState: true,
    };
  if ("userId" in request && request.taskId === undefined)
    return {
      index: "state",
      equals: { userId: request.userId },
      limit: maxScannedOfPerson,
      order: "desc",
      byState: true,
    };
  const equals =
    "userId" in request
      ? { taskId: request.taskId, userId: request.userId }
      : { taskId: request.taskId };
  return { index: "task", equals, limit: maxScannedOfPerson, order: "desc", byState: false };
}

/** Reads the notifications that a request is about, up to a limit. */
async function scan(
  request: ChangeRequest,
  context: EngineContext,
): Promise<{ found: Notification[]; isPartial: boolean }> {
  if (request.kind === "review" && request.gains && request.taskId === undefined)
    return { found: [], isPartial: true };
  const states = changeableStates(request);
  const known = knownTo(request, states, context);
  if (known) return { found: meantOf(known, request), isPartial: false };
  const { byState, ...query } = queryFor(request);
  const { records } = await context.list(notifications, {
    ...query,
    ...(byState && { each: states }),
  });
  const isFull = (some: readonly Notification[]) => some.length === query.limit;
  const isPartial = byState
    ? states.some((state) => isFull(records.filter((one) => one.state === state)))
    : isFull(records);
  return { found: meantOf(records, request), isPartial };
}

/**
 * The notifications about a task that this node knows, so that they need not be read. The commit checks
 * the versions of all of them, and the next attempt reads them. A deletion always reads them.
 */
function knownTo(
  request: ChangeRequest,
  states: readonly NotificationState[],
  context: EngineContext,
): Notification[] | undefined {
  if (request.kind !== "resolve" || !("about" in request) || request.resolution === "deleted")
    return undefined;
  const told = context.toldAbout(request.about);
  if (!told) return undefined;
  const refs = told.map(({ id }) => ({ collection: notifications.name, id }));
  context.remember(refs, told);
  const known: Notification[] = [];
  for (const { id, fields } of told) {
    if (!states.includes(fields?.state as NotificationState)) continue;
    const one = context.known(notifications, id);
    if (one) known.push(one);
  }
  return known;
}

async function scanAll(request: ChangeRequest, context: EngineContext): Promise<Notification[]> {
  const { index, equals, byState } = queryFor(request);
  const scans = byState
    ? changeableStates(request).map((state) => ({ index, equals: { ...equals, state } }))
    : [{ index, equals }];
  const pages = await Promise.all(scans.map((one) => context.listAll(notifications, one)));
  return meantOf(pages.flat(), request);
}

function meantOf(all: readonly Notification[], request: ChangeRequest): Notification[] {
  const states = changeableStates(request);
  return all.filter((one) => states.includes(one.state) && isMeant(one, request));
}
