import type { Event } from "@taskwire/core";
import { type Approval, approvalOf, type Person, sorted } from "./approvals.ts";

/** A link as the host has mailed it. A moment is the number of a call's beginning or end. */
export interface MailedLink {
  readonly token: string;
  readonly code: string | undefined;
  readonly mode: "signIn" | "bearer";
  readonly userId: string;
  readonly principalId: string | null;
  readonly step: string;
  readonly actions: readonly string[];
  readonly expiresAt: string;
  readonly from: Moment;
  readonly until: Moment;
}

/** The truth at the beginning or the end of a call. */
export interface Moment {
  readonly number: number;
  /** By the clock of the server that answers, in ms. */
  readonly now: number;
  readonly task: {
    readonly state: string;
    readonly version: number;
    readonly updatedAt: string;
    readonly title: string;
    readonly data: unknown;
    readonly approval?: Approval | null | undefined;
  };
  /** The actions that the person of the link can take in the app, in the link's step. */
  readonly allowed: readonly string[];
  readonly people: readonly Omit<Person, "delegates">[];
}

/** A call about a link, with its answer. */
export interface LinkCall {
  readonly operation: "show" | "use";
  readonly token: string;
  /** The signed-in person. Null: nobody. */
  readonly caller: string | null;
  readonly code: string | undefined;
  readonly action?: string | undefined;
  readonly version?: number | undefined;
  readonly hasReason?: boolean;
  readonly from: Moment;
  readonly until: Moment;
  readonly tookMs: number;
  /** The answer as JSON text, or the error's code, message and details. */
  readonly answer: string;
}

/** Everything that the run knows about links, and about votes without them. */
export interface PlayedLinks {
  readonly links: readonly MailedLink[];
  /** The links that were not made. */
  readonly refused: readonly Omit<MailedLink, "token" | "code" | "expiresAt">[];
  readonly calls: readonly LinkCall[];
  /** The successful votes and returns without a link. */
  readonly direct: readonly {
    readonly by: string;
    readonly for?: string;
    readonly action: string;
  }[];
  /** The answers to visits of programs that check mails. */
  readonly visits: readonly { readonly page: boolean; readonly text: string }[];
  /** The oldest first. */
  readonly events: readonly Event[];
}

interface Receipt {
  readonly kind: string;
  readonly by: string;
  readonly for?: string;
  readonly action: string;
  readonly via: string;
  readonly at: string;
  readonly round: number;
  readonly step?: string;
  readonly content: string;
  readonly statedVersion: boolean;
  readonly task: number;
}

interface Answer {
  readonly outcome?: string;
  readonly left?: number;
  readonly action?: string;
  readonly at?: string;
  readonly code?: string;
  readonly link?: {
    readonly title: string;
    readonly version: number;
    readonly changed: readonly string[];
    readonly actions: readonly { readonly name: string }[];
  };
}

const maxLinkMs = 72 * 3_600_000;
const parse = ({ answer }: LinkCall) => JSON.parse(answer) as Answer;
const stepOf = ({ task }: Moment, step: string) => task.approval?.steps[step];
const contentsOf = ({ step, from, until }: Omit<MailedLink, "token" | "code" | "expiresAt">) =>
  new Set([from, until].map((moment) => stepOf(moment, step)?.content));
const isSame = (a: MailedLink, b: MailedLink) =>
  a.userId === b.userId &&
  a.principalId === b.principalId &&
  a.step === b.step &&
  a.from.task.approval?.round === b.from.task.approval?.round &&
  [...contentsOf(a)].some((one) => contentsOf(b).has(one));
const isBefore = (a: { readonly until: Moment }, b: { readonly from: Moment }) =>
  a.until.number < b.from.number;

/** Whether the link's question is over: the round, the step, or the person's part in it. */
function isOver({ step, userId, principalId, actions, from }: MailedLink, at: Moment): boolean {
  const { state, approval } = at.task;
  if (state !== "asked" || approval?.round !== from.task.approval?.round) return true;
  if (stepOf(at, step)?.state !== "open") return true;
  const seat = principalId ?? userId;
  if (approval?.votes.some((one) => one.step === step && one.seat === seat)) return true;
  return !actions.some((one) => at.allowed.includes(one));
}

/** The calls about one link, with everything that other calls do to it. */
interface History {
  readonly link: MailedLink;
  readonly links: readonly MailedLink[];
  readonly calls: readonly LinkCall[];
}

/** Whether a caller may see the request: the person with their session, or everybody with the code. */
const maySee = ({ mode, userId, code }: MailedLink, call: LinkCall) =>
  mode === "signIn" ? call.caller === userId : call.code === code;
/** Whether a caller may vote with the link. */
const isRight = (link: MailedLink, call: LinkCall) =>
  maySee(link, call) && (link.code === undefined || link.code === call.code);

/** The account of the caller is disabled. They hear this whatever the link is. */
const isDisabled = ({ caller, from, until }: LinkCall) =>
  [from, until].some(({ people }) => people.find((one) => one.userId === caller)?.isDisabled);

/** Why a link is dead for a call. Undefined: perhaps it is not. */
function whyDead({ link, links, calls }: History, call: LinkCall): string | undefined {
  if (link.mode === "signIn" && call.caller !== link.userId) return "is somebody else's";
  if (call.from.now >= Date.parse(link.expiresAt)) return "has expired";
  const later = links.filter((one) => isSame(one, link) && isBefore(link, one));
  if (later.some((one) => isBefore(one, call))) return "was replaced";
  const earlier = calls.filter((one) => isBefore(one, call)).map(parse);
  if (earlier.filter(({ outcome }) => outcome === "wrong_code").length >= 5) return "has no codes";
  const isUsed = calls.some((one) => parse(one).outcome === "done" && !isBefore(call, one));
  if (isUsed && call.operation === "use") return undefined;
  const isClosed = isOver(link, call.from) && isOver(link, call.until);
  return isClosed ? "is about a closed question" : undefined;
}

/** Whether nothing is against a link during a call. */
function isAlive({ link, links, calls }: History, call: LinkCall): boolean {
  const isReplaced = links.some(
    (one) => one !== link && isSame(one, link) && !isBefore(one, link) && !isBefore(call, one),
  );
  const others = calls.filter((one) => one !== call && !isBefore(call, one)).map(parse);
  const raised = Math.max(call.until.now, Date.parse(call.until.task.updatedAt));
  return (
    !isReplaced &&
    (link.mode === "bearer" || call.caller === link.userId) &&
    raised < Date.parse(link.expiresAt) &&
    !others.some(({ outcome }) => outcome === "done") &&
    others.filter(({ outcome }) => outcome === "wrong_code").length < 5 &&
    call.from.task.version === call.until.task.version - (parse(call).outcome === "done" ? 1 : 0) &&
    !isOver(link, call.from) &&
    call.from.allowed.join() === call.until.allowed.join()
  );
}

/** Judges one answer: nobody gets more than they may know, and the person gets the truth. */
function judgeAnswer(history: History, call: LinkCall, dead: string): string[] {
  const { link } = history;
  const is = parse(call);
  const problems: string[] = [];
  const what = `links.${call.operation} of ${link.userId}'s ${link.mode} link`;
  if (isDisabled(call) && is.code === "forbidden") return [];
  const why = whyDead(history, call);
  if (why !== undefined && call.answer !== dead)
    problems.push(`${what} ${why}, and the answer is ${call.answer}`);
  const isTold = is.outcome === "done" && !isRight(link, call);
  if (isTold || (!maySee(link, call) && /printer|amount/.test(call.answer)))
    problems.push(`${what} tells ${call.caller} with the code ${call.code}: ${call.answer}`);
  if (why !== undefined || !isAlive(history, call)) return problems;
  const fresh = contentsOf(link).size === 1 && contentsOf({ ...link, ...call }).size === 1;
  const isUnchanged = fresh && contentsOf(link).has(stepOf(call.from, link.step)?.content);
  const expect = (holds: boolean) => {
    if (!holds) problems.push(`${what}, ${call.action ?? ""} at ${call.version}: ${call.answer}`);
  };
  if (link.mode === "bearer" && call.operation === "show" && !maySee(link, call)) {
    expect(is.outcome === (call.code === undefined ? "needs_code" : "wrong_code"));
  } else if (call.operation === "show") {
    const { title, version } = call.from.task;
    const possible = link.actions.filter((one) => call.from.allowed.includes(one));
    const offered = is.link?.actions.map(({ name }) => name);
    expect(is.outcome === "shown" && is.link?.title === title && is.link.version === version);
    if (fresh) expect((is.link?.changed.length === 0) === isUnchanged);
    if (fresh) expect(offered?.join() === (isUnchanged ? possible.join() : ""));
  } else if (fresh && isRight(link, call)) {
    const isOffered =
      link.actions.includes(call.action ?? "") && call.from.allowed.includes(call.action ?? "");
    const isIncomplete = call.action === "revise" && !call.hasReason;
    if (!isUnchanged || !isOffered || isIncomplete) expect(is.outcome === undefined);
    else if (call.version === call.from.task.version) expect(is.outcome === "done");
  }
  return problems;
}

/** Judges the vote that a link has cast: as its person, on the question of the mail, in time. */
function judgeVote(link: MailedLink, use: LinkCall, receipt: Receipt): string[] {
  const problems: string[] = [];
  const expect = (holds: boolean, what: string) => {
    if (!holds) problems.push(`${link.userId}'s ${link.mode} link voted ${what}`);
  };
  const { step, userId, principalId, from, expiresAt } = link;
  expect(receipt.via === (link.mode === "bearer" ? "link" : "app"), `via ${receipt.via}`);
  expect(receipt.round === from.task.approval?.round, `in round ${receipt.round}`);
  expect(receipt.kind === "decision" || receipt.step === step, `in the step ${receipt.step}`);
  expect(receipt.at < expiresAt, `at ${receipt.at}, after its end ${expiresAt}`);
  expect(receipt.statedVersion, "without a version");
  expect(receipt.kind === "decision" || contentsOf(link).has(receipt.content), "on other content");
  const { people } = use.from;
  for (const one of people.filter((person) => [userId, principalId].includes(person.userId)))
    expect(one.isOnBoard && !one.isDisabled, `though ${one.userId} is not there`);
  return problems;
}

/** The fields that votes and their receipts always have, apart from the way that they came. */
function shapesOf(events: readonly Event[]): string[] {
  const may = ["via", "for", "reason", "self", "task", "replaces", "salt"];
  const shapeOf = (value: object) =>
    Object.keys(value)
      .filter((name) => !may.includes(name))
      .sort()
      .join();
  const shapes = events.flatMap((event) => {
    const { receipt } = event.data as { readonly receipt?: Receipt };
    const votes = (approvalOf(event)?.votes ?? []).map((vote) => `vote: ${shapeOf(vote)}`);
    return event.type === "approval.voted" && receipt
      ? [...votes, `event: ${shapeOf(event.data)}`, `receipt: ${shapeOf(receipt)}`]
      : votes;
  });
  return [...new Set(shapes)];
}

/** Whether each vote that came by a bearer link says so, and no other one does. */
function judgeVia(events: readonly Event[], receipts: readonly Receipt[]): string[] {
  const votes = events.flatMap((event) => approvalOf(event)?.votes ?? []);
  return votes.flatMap(({ at, castBy, seat, step, content, via = "app" }) => {
    // A person can vote, withdraw and vote again in the same millisecond.
    const own = receipts.filter(
      (one) =>
        one.at === at &&
        one.by === castBy &&
        (one.for ?? one.by) === seat &&
        one.step === step &&
        one.content === content,
    );
    return own.length > 0 && own.every((one) => one.via !== via)
      ? [`the vote of ${castBy} at ${at} says that it came via ${via}`]
      : [];
  });
}

/** Judges decision links by what users are promised. Returns the problems. */
export function judgeLinks(played: PlayedLinks): string[] {
  const { links, refused, calls, direct, visits, events } = played;
  const problems: string[] = [];
  const receipts = events.flatMap(({ type, data }) => {
    const { receipt } = data as { readonly receipt?: Receipt };
    const isCast = type === "approval.voted" || receipt?.action === "revise";
    return receipt && isCast ? [receipt] : [];
  });
  const dead = calls.map((one) => one.answer).filter((one) => one.includes('"not_found"'));
  if (new Set(dead).size > 1) problems.push(`dead links have ${[...new Set(dead)].join(" and ")}`);
  for (const { answer, tookMs, operation } of calls)
    if (answer === dead[0] && (tookMs === 0 || tookMs % 100 !== 0))
      problems.push(`links.${operation} said after ${tookMs} ms that a link is dead`);
  const known = new Map(links.map((one) => [one.token, one]));
  const given = [...direct];
  for (const link of links) {
    const history = { link, links, calls: calls.filter(({ token }) => token === link.token) };
    const answers = history.calls.map(parse);
    const made = Math.max(link.until.now, Date.parse(link.until.task.updatedAt));
    if (Date.parse(link.expiresAt) > made + maxLinkMs) problems.push("a link has no end");
    if (
      !link.actions.every((one) => [link.from, link.until].some((at) => at.allowed.includes(one)))
    )
      problems.push(`a link was made for ${link.userId}, who can't ${link.actions.join(" or ")}`);
    const left = answers.flatMap((one) => (one.outcome === "wrong_code" ? [one.left] : []));
    if (left.sort().reverse().join() !== [4, 3, 2, 1, 0].slice(0, left.length).join())
      problems.push(`the wrong codes of a link left ${left.join()}`);
    for (const call of history.calls) problems.push(...judgeAnswer(history, call, dead[0] ?? ""));
    const uses = history.calls.filter((one) => parse(one).outcome === "done");
    const [use] = uses;
    if (!use) continue;
    if (new Set(uses.map(({ answer }) => answer)).size > 1)
      problems.push(`one link answered ${uses.map(({ answer }) => answer).join(" and ")}`);
    const { action = "", at } = parse(use);
    const by = { by: link.userId, ...(link.principalId !== null && { for: link.principalId }) };
    given.push({ ...by, action });
    // The person can have other votes of the same millisecond. A receipt has the version that its call named.
    const answered = Math.min(...uses.map((one) => one.until.number));
    const first = uses.filter((one) => one.from.number < answered);
    const receipt = receipts.find(
      (one) =>
        one.at === at &&
        one.by === link.userId &&
        first.some(({ version }) => version === one.task),
    );
    if (receipt) problems.push(...judgeVote(link, use, receipt));
    else problems.push(`a link says that ${link.userId} decided at ${at}, and nothing happened`);
  }
  for (const { userId, actions, from, until } of refused)
    if (actions.every((one) => from.allowed.includes(one) && until.allowed.includes(one)))
      problems.push(`no link was made for ${userId}, who can ${actions.join(" and ")}`);
  for (const call of calls)
    if (!known.has(call.token) && !isDisabled(call) && call.answer !== dead[0])
      problems.push(`an unknown link answers ${call.answer}`);
  for (const { page, text } of visits)
    if (text.includes("printer") || (page && text !== visits.find((one) => one.page)?.text))
      problems.push(`a program that checks mails got ${text.slice(0, 200)}`);
  const counted = (all: readonly { by: string; for?: string; action: string }[]) =>
    sorted(all.map((one) => `${one.action} by ${one.by} for ${one.for ?? one.by}`).sort());
  if (counted(receipts) !== counted(given))
    problems.push(`the log has ${counted(receipts)}, and people gave ${counted(given)}`);
  const shapes = shapesOf(events);
  for (const kind of ["vote", "event", "receipt"])
    if (shapes.filter((one) => one.startsWith(kind)).length > 1)
      problems.push(`votes differ: ${shapes.join("; ")}`);
  problems.push(...judgeVia(events, receipts));
  const secrets = sorted(events);
  if (links.some(({ token }) => secrets.includes(token))) problems.push("the log has a token");
  return problems;
}
