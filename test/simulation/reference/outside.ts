import type { Event } from "@taskwire/core";

/** The time of a person's messages. */
export interface Settings {
  readonly timeZone: string;
  readonly quiet: { readonly from: string; readonly until: string }[];
  readonly digest: { readonly at: string } | null;
}

/** A message that left. Times are in ms. */
export interface Mail {
  readonly id: string;
  readonly at: number;
  readonly userId: string;
  readonly digest: boolean;
  readonly notifications: readonly {
    readonly id: string;
    readonly createdAt: string;
    readonly reasons: readonly string[];
    /** Its state in the database at this moment, and since when. */
    readonly state: { readonly name: string; readonly since: string };
  }[];
}

/** A request to the receiver of a webhook. */
export interface WebhookCall {
  readonly id: string;
  readonly topic: string;
  readonly number: number;
  readonly previous: number;
  readonly status: number;
}

/** A time in which all servers were asleep or closed. */
export interface Sleep {
  readonly from: number;
  readonly until: number;
}

/** How many ms a zone without daylight saving time is ahead of UTC. */
const aheadMs: { readonly [zone: string]: number } = { UTC: 0, "Asia/Bangkok": 25_200_000 };
const dayMs = 86_400_000;

const ofDay = (time: string): number =>
  (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000;

function isQuiet(at: number, { timeZone, quiet }: Settings): boolean {
  const local = (at + (aheadMs[timeZone] ?? 0)) % dayMs;
  return quiet.some(({ from, until }) => {
    const [begin, end] = [ofDay(from), ofDay(until)];
    return begin < end ? local >= begin && local < end : local >= begin || local < end;
  });
}

interface Mails {
  readonly mails: readonly Mail[];
  readonly settings: readonly {
    readonly userId: string;
    readonly at: number;
    readonly to: Settings;
  }[];
  readonly urgent: readonly string[];
  /** The notifications that have not changed since they were made, and are open at the end. */
  readonly open: readonly {
    readonly id: string;
    readonly userId: string;
    readonly createdAt: string;
  }[];
  /** The notifications that are not open at the end, and since when. */
  readonly gone: readonly {
    readonly userId: string;
    readonly createdAt: string;
    readonly at: string;
  }[];
  readonly end: number;
  /** Whether all servers have the same clock. */
  readonly isInStep: boolean;
}

/** The first time of a person's digest after something was created. */
function digestAfter(created: number, { digest, timeZone }: Settings): number {
  const local = created + (aheadMs[timeZone] ?? 0);
  return created + ((ofDay(digest?.at ?? "00:00") - (local % dayMs) + dayMs) % dayMs);
}

/** Judges the messages of a channel by what users are promised. Returns the problems. */
export function judgeMails({
  mails,
  settings,
  urgent,
  open,
  gone,
  end,
  isInStep,
}: Mails): string[] {
  const problems: string[] = [];
  const messageOf = new Map<string, string>();
  for (const { id, at, userId, digest, notifications } of mails) {
    const last = settings.findLast((one) => one.userId === userId && one.at <= at);
    const isSettled = isInStep && (last === undefined || at - last.at > 5_000);
    if (notifications.length === 0) problems.push(`the message ${id} is empty`);
    for (const { id: about, state, reasons } of notifications) {
      const other = messageOf.get(about);
      if (other !== undefined && other !== id) problems.push(`${about} is in two messages`);
      messageOf.set(about, id);
      // Records have times in whole milliseconds.
      if (state.name !== "open" && Date.parse(state.since) < Math.floor(at))
        problems.push(`${about} was sent at ${at}, and it was ${state.name} since ${state.since}`);
      const isUrgent = reasons.some((reason) => urgent.includes(reason));
      if (last && isSettled && isQuiet(at, last.to) && !isUrgent)
        problems.push(
          `${about} was sent in the quiet hours of ${userId}, ${new Date(at).toISOString()}`,
        );
    }
    const oldest = Math.min(...notifications.map(({ createdAt }) => Date.parse(createdAt)));
    if (!last?.to.digest || !isSettled || last.at >= oldest) continue;
    if (!digest) problems.push(`the message ${id} is no digest`);
    // The digest was due because of a notification that was settled in the seconds before it left.
    const wasDue = gone.some(
      (one) =>
        one.userId === userId &&
        Math.abs(at - Date.parse(one.at)) < 5_000 &&
        digestAfter(Date.parse(one.createdAt), last.to) <= at,
    );
    const next = digestAfter(oldest, last.to);
    if (at < next && !wasDue) problems.push(`the digest ${id} left at ${at}, before ${next}`);
  }
  for (const { id, userId, createdAt } of open) {
    // A message that servers have slept over waits for the end of quiet hours, and a digest for its next time.
    const last = settings.findLast((one) => one.userId === userId);
    // The clock of a server can be an hour off.
    const clocks = isInStep ? [end] : [end - 3_600_000, end, end + 3_600_000];
    if (last && (clocks.some((now) => isQuiet(now, last.to)) || last.to.digest)) continue;
    if (Date.parse(createdAt) < end - dayMs - 3_600_000 && !messageOf.has(id))
      problems.push(`${id} of ${userId} is open since ${createdAt}, and no message has it`);
  }
  return problems;
}

/** Judges the requests to a receiver: every event of the board, in order, and again only with the same id. */
export function judgeWebhooks(
  calls: readonly WebhookCall[],
  log: readonly { readonly number: number; readonly id: string }[],
): string[] {
  const problems: string[] = [];
  const ids = new Map(log.map(({ number, id }) => [number, id]));
  const got = new Set<number>();
  let last = (log[0]?.number ?? 1) - 1;
  for (const { number, id, previous, status } of calls) {
    if (ids.get(number) !== id) problems.push(`event ${number} was sent as ${id}`);
    if (number > last + 1) problems.push(`event ${number} was sent after ${last}`);
    if (previous !== number - 1) problems.push(`event ${number} names ${previous} before it`);
    // The last one can come twice: a server that was asleep does not know of the answer.
    if (number < last) problems.push(`event ${number} was sent after ${last}`);
    if (status !== 204) continue;
    got.add(number);
    last = Math.max(last, number);
  }
  const lost = log.filter(({ number }) => !got.has(number));
  if (lost.length > 0)
    problems.push(`the receiver has not got ${lost.map(({ number }) => number)}`);
  return problems;
}

interface Dates {
  /** The events of the task, the oldest first. */
  readonly events: readonly Event[];
  readonly remindMs: number;
  readonly sleeps: readonly Sleep[];
  readonly end: number;
  /** The unresolved notifications about the date, of the requester. */
  readonly open: number;
  /** Whether all servers have the same clock. */
  readonly isInStep: boolean;
}

/** A time in which a task had the same date and somebody could keep it. */
interface Period {
  readonly due: string;
  readonly from: number;
  until: number;
  readonly told: string[];
}

/** Judges what people are told of a due date. Returns the problems. */
export function judgeDates({ events, remindMs, sleeps, end, open, isInStep }: Dates): string[] {
  const problems: string[] = [];
  const periods: Period[] = [];
  let current: Period | undefined;
  for (const { type, at, data } of events) {
    const now = Date.parse(at);
    const { task, due, late } = data as {
      readonly task?: { readonly dueAt?: string | null; readonly kind: string };
      readonly due?: string;
      readonly late?: true;
    };
    if (type === "due.near" || type === "due.passed") {
      const nominal = Date.parse(String(due)) - (type === "due.near" ? remindMs : 0);
      if (current?.due !== due) problems.push(`${type} is about ${due}, and it is ${current?.due}`);
      if (now < nominal) problems.push(`${type} of ${due} came at ${at}`);
      if (type === "due.near" && at >= String(due)) problems.push(`a reminder of ${due} at ${at}`);
      if (current?.told.includes(type)) problems.push(`${type} of ${due} came twice`);
      if ((late === true) !== now - nominal > 60_000)
        problems.push(`${type} at ${at}: late ${late}`);
      current?.told.push(type);
    }
    if (!task) continue;
    const dated = /waiting|working/.test(task.kind) ? (task.dueAt ?? undefined) : undefined;
    if (dated === current?.due) continue;
    if (current) current.until = now;
    current = dated === undefined ? undefined : { due: dated, from: now, until: end, told: [] };
    if (current) periods.push(current);
  }
  /** When servers have looked at an instant for long enough. */
  function seenAt(instant: number): number {
    const sleep = sleeps.find(({ from, until }) => from < instant + 15_000 && instant < until);
    return sleep ? seenAt(sleep.until) : instant + 15_000;
  }
  for (const { due, from, until, told } of isInStep ? periods : []) {
    const [passed, near] = [Date.parse(due), Date.parse(due) - remindMs];
    if (from < passed && seenAt(passed) <= until && !told.includes("due.passed"))
      problems.push(`nobody was told that ${due} has passed`);
    if (from < near && seenAt(near) <= Math.min(until, passed) && !told.includes("due.near"))
      problems.push(`nobody was reminded of ${due}`);
  }
  const expected = current && current.told.length > 0 ? 1 : 0;
  if (open !== expected)
    problems.push(`${open} notifications about the date are open, not ${expected}`);
  return problems;
}
