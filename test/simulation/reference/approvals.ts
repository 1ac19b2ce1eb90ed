import { createHash } from "node:crypto";
import type { Event } from "@taskwire/core";

/** A person as the run has left them. */
export interface Person {
  readonly userId: string;
  readonly role: string;
  readonly isOnBoard: boolean;
  readonly isDisabled: boolean;
  /** The people who vote for them now. */
  readonly delegates: readonly string[];
}

/** A step as the run has drawn it: the roles of each group, with the number of votes that it needs. */
export interface DrawnStep {
  readonly groups: { readonly [group: string]: { readonly role: string } };
  readonly escalatesTo: string | null;
  readonly action: string | null;
  readonly reminders: number;
}

/** Everything that the judge knows about one task: the log, and what the run has drawn. */
export interface Played {
  readonly requesterId: string;
  readonly steps: { readonly [step: string]: DrawnStep };
  readonly hasDelegates: boolean;
  /** Whether nobody takes part in two steps. */
  readonly isDistinct: boolean;
  /** The oldest first. */
  readonly events: readonly Event[];
  readonly people: readonly Person[];
  /** The people who have an unresolved request, with the people whose votes it asks for. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
}

interface Vote {
  readonly step: string;
  readonly seat: string;
  readonly castBy: string;
  readonly at: string;
  readonly via?: string;
  readonly vote: string;
  readonly groups: readonly string[];
  readonly content: string;
}

interface Step {
  readonly state: string;
  readonly required: { readonly [group: string]: number };
  readonly seats: { readonly [group: string]: readonly string[] } | null;
  readonly escalated?: number;
  readonly content: string;
}

/** The approval of a task, as its events carry it. */
export interface Approval {
  readonly round: number;
  readonly steps: { readonly [step: string]: Step };
  readonly votes: readonly Vote[];
}

type Data = { readonly [field: string]: unknown };

export const approvalOf = (event: Event): Approval | undefined =>
  (event.data as { readonly task?: { readonly approval?: Approval } }).task?.approval;

/** Whether votes can be given to groups so that each group has the number that it needs. Tries all ways. */
function suffices(votes: readonly Vote[], required: Step["required"]): boolean {
  const missing = Object.entries(required).find(([, count]) => count > 0);
  if (!missing) return true;
  const [group, count] = missing;
  return votes.some(
    (vote, i) =>
      vote.groups.includes(group) &&
      suffices(
        votes.filter((_, at) => at !== i),
        { ...required, [group]: count - 1 },
      ),
  );
}

/** Judges the log of one task by the rules that users are promised. Returns the problems. */
export function judgeApproval(played: Played): string[] {
  const { events, requesterId, steps } = played;
  const problems: string[] = [];
  const deadlines = new Map<string, string>();
  const happened = new Set<string>();
  const receipts = new Map<string, Receipt>();
  let round = 0;
  let last = "";
  const once = (what: string) => {
    if (happened.has(what)) problems.push(`${what} happened twice`);
    happened.add(what);
  };
  for (const event of events) {
    const { type, at } = event;
    const data = event.data as Data;
    const step = String(data.step);
    // Reminders of the task's date don't change the task. A server whose clock is wrong sends them too early.
    if (!type.startsWith("due.")) {
      if (at < last) problems.push(`${type} at ${at} is before ${last}`);
      last = at;
    }
    const deadline = deadlines.get(step);
    if (type === "approval.opened") {
      round = Number(data.round);
      if (typeof data.deadlineAt === "string") deadlines.set(step, data.deadlineAt);
      else deadlines.delete(step);
    }
    if (type === "deadline.moved") {
      deadlines.set(step, String(data.to));
      if (data.because === "away") once(`the deadline of ${step} moved in round ${round}`);
    }
    if (type === "approval.voted") {
      if (data.by === requesterId || data.for === requesterId)
        problems.push(`the requester voted in ${step}`);
      if (steps[step]?.action && deadline !== undefined && at >= deadline)
        problems.push(`a vote in ${step} at ${at}, after its deadline ${deadline}`);
    }
    if (type === "approval.overdue" && deadline !== undefined && at < deadline)
      problems.push(`${step} was overdue at ${at}, before its deadline ${deadline}`);
    if (type === "approval.escalated") once(`escalation ${data.escalation} of ${step}, ${round}`);
    if (type === "approval.reminded") once(`the reminder of ${step} for ${data.due}, ${round}`);
    problems.push(...judgeReceipt(event, receipts));
    const approval = approvalOf(event);
    if (approval) problems.push(...judgeVotes(approval, type, requesterId));
  }
  return [...problems, ...judgeAsked(played)];
}

interface Receipt {
  readonly kind: string;
  readonly event: string;
  readonly at: string;
  readonly action: string;
  readonly via: string;
  readonly parts: { readonly [field: string]: string };
  readonly votes?: readonly string[];
}

/** JSON with sorted names, as RFC 8785 has it for these values. */
export const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** A decision's receipt names votes that were about its content: every field, and no other value. */
function judgeReceipt({ id, at, type, data }: Event, receipts: Map<string, Receipt>): string[] {
  const { receipt } = data as { readonly receipt?: Receipt };
  if (!receipt) return type === "approval.voted" ? [`${id} has no receipt`] : [];
  receipts.set(createHash("sha256").update(sorted(receipt)).digest("base64url"), receipt);
  const problems: string[] = [];
  if (receipt.event !== id || receipt.at !== at)
    problems.push(`the receipt of ${id} names another`);
  if (receipt.kind === "vote") return problems;
  const votes = (receipt.votes ?? []).map((hash) => receipts.get(hash));
  if (votes.includes(undefined)) problems.push(`${id} rests on a vote that the log has not`);
  if (["approve", "reject"].includes(receipt.action)) {
    const covered = votes.flatMap((vote) => Object.entries(vote?.parts ?? {}));
    if (covered.some(([field, part]) => receipt.parts[field] !== part))
      problems.push(`${id} rests on a vote on other content`);
    if (Object.keys(receipt.parts).some((field) => !covered.some(([name]) => name === field)))
      problems.push(`${id} is about a field that nobody voted on`);
  }
  if ((receipt.via === "deadline") !== (receipt.action === "lapse"))
    problems.push(`${id} came via ${receipt.via}`);
  return problems;
}

/** The votes of one moment: one of each person in a step, and enough of them for what has passed. */
function judgeVotes({ steps, votes }: Approval, type: string, requesterId: string): string[] {
  const problems: string[] = [];
  for (const [name, step] of Object.entries(steps)) {
    const here = votes.filter((one) => one.step === name);
    for (const who of ["seat", "castBy"] as const)
      if (new Set(here.map((one) => one[who])).size < here.length)
        problems.push(`${type}: two votes of one ${who} in ${name}`);
    if (here.some(({ seat, castBy }) => seat === requesterId || castBy === requesterId))
      problems.push(`${type}: a vote of the requester counts in ${name}`);
    const given = here.filter((one) => one.vote === "for" && one.content === step.content);
    const isFull = suffices(given, step.required);
    if (step.state === "passed" && !isFull) problems.push(`${type}: ${name} passed without votes`);
    if (step.state === "open" && isFull) problems.push(`${type}: ${name} is full and open`);
  }
  return problems;
}

/** Exactly the people who can vote have an unresolved request, and it says for whom they can. */
function judgeAsked(played: Played): string[] {
  const { events, people, steps, asked, requesterId, hasDelegates, isDistinct } = played;
  const last = events.findLast((event) => approvalOf(event));
  const task = (last?.data as { readonly task?: { readonly state: string } } | undefined)?.task;
  const approval = last && approvalOf(last);
  const left = Object.entries(approval?.steps ?? {}).find(([, { state }]) =>
    /open|waiting/.test(state),
  );
  if (task?.state !== "asked" && left)
    return [`${left[0]} is ${left[1].state}, and its round is over`];
  const expected = new Map<string, Set<string>>();
  const expect = (userId: string, seat: string) =>
    expected.set(userId, (expected.get(userId) ?? new Set()).add(seat));
  const byId = new Map(people.map((one) => [one.userId, one]));
  const isThere = (one: Person | undefined) => one?.isOnBoard === true && !one.isDisabled;
  if (task?.state === "asked" && approval)
    for (const [name, step] of Object.entries(approval.steps)) {
      const drawn = steps[name];
      if (step.state !== "open" || !drawn) continue;
      const votes = approval.votes.filter((one) => one.step === name);
      const elsewhere = isDistinct ? approval.votes.filter((one) => one.step !== name) : [];
      const away = elsewhere.flatMap(({ seat, castBy }) => [seat, castBy]);
      const cast = new Set([...votes.map(({ castBy }) => castBy), ...away]);
      const seats = new Set([...votes.map(({ seat }) => seat), ...away]);
      for (const person of people) {
        const { userId, role } = person;
        if (!isThere(person) || userId === requesterId || seats.has(userId)) continue;
        const fits =
          (step.escalated && drawn.escalatesTo === role) ||
          Object.entries(drawn.groups).some(
            ([group, data]) =>
              data.role === role && (step.seats?.[group]?.includes(userId) ?? true),
          );
        if (!fits) continue;
        // A caster has one vote in a step, their own included, and none in the other steps if they are distinct.
        for (const one of [userId, ...(hasDelegates ? person.delegates : [])])
          if (isThere(byId.get(one)) && one !== requesterId && !cast.has(one)) expect(one, userId);
      }
    }
  const shown = (all: ReadonlyMap<string, Iterable<string>>) =>
    [...all]
      .map(([userId, seats]) => `${userId} for ${[...seats].sort().join("+")}`)
      .sort()
      .join();
  const [is, shall] = [shown(asked), shown(expected)];
  return is === shall ? [] : [`${is || "nobody"} is asked, and it should be ${shall || "nobody"}`];
}
