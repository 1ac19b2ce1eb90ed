import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { systemId } from "../../model/actor.ts";
import {
  type Delegation,
  type Delegations,
  delegateId,
  delegates,
  delegations,
  nextDelegationTime,
} from "../../model/delegation.ts";
import { delegationTimer, timers } from "../../model/timer.ts";
import { userTopic } from "../../model/topic.ts";
import type { NotificationRequest } from "../../notifications/request.ts";
import { boardsOf } from "./boards-of.ts";

type Change = {
  readonly type: "delegation.set" | "delegation.begun" | "delegation.ended";
  readonly delegation: Delegation;
};

/**
 * Writes the delegations of a person. Those that are over are ended, and those that have begun ask their delegates.
 *
 * @param entries all of them, also those that are over
 * @param change the change that the caller made
 */
export async function keepDelegations(
  context: OperationContext,
  principalId: string,
  before: Delegations | undefined,
  entries: readonly Delegation[],
  change: Change | undefined,
): Promise<void> {
  const { now } = context;
  const left = entries.filter(({ until }) => until > now);
  const over = entries.filter(({ until }) => until <= now);
  const wasBegun = before?.begun ?? [];
  const begun = left.filter(({ from }) => from <= now);
  const fresh = begun.filter(({ id }) => !wasBegun.includes(id));
  const changes: Change[] = [
    ...(change ? [change] : []),
    ...over.map((delegation): Change => ({ type: "delegation.ended", delegation })),
    ...fresh.map((delegation): Change => ({ type: "delegation.begun", delegation })),
  ];
  const after: Delegations = {
    id: principalId,
    version: before?.version ?? 0,
    entries: left,
    begun: begun.map(({ id }) => id),
  };
  if (changes.length > 0) await emitAll(context, changes, after);
  await keepRows(context, principalId, before?.entries ?? [], left);
  await keepTimer(context, after);
}

/** Ends a delegation. If a delegate does it, only for them, unless they are the only one. */
export async function endDelegation(
  context: OperationContext,
  record: Delegations,
  delegation: Delegation,
): Promise<void> {
  const { userId } = context.actor;
  const rest = delegation.to.filter((one) => one !== userId);
  const stays = delegation.to.includes(userId) && rest.length > 0;
  const entries = record.entries.flatMap((one) =>
    one.id !== delegation.id ? one : stays ? { ...one, to: rest } : [],
  );
  const ended = stays ? { ...delegation, to: [userId] } : delegation;
  await keepDelegations(context, record.id, record, entries, {
    type: "delegation.ended",
    delegation: ended,
  });
}

/** Tells the principal and the delegates of changes, in their own topics. The delegates' requests are reviewed. */
async function emitAll(
  context: OperationContext,
  changes: readonly Change[],
  after: Delegations,
): Promise<void> {
  const ending = changes.filter(({ type }) => type === "delegation.ended");
  const ended = new Set(ending.flatMap(({ delegation }) => delegation.to));
  const reviewed = new Set<string>();
  for (const { type, delegation } of changes) {
    const data = { delegation };
    const subject = delegation.id;
    for (const userId of delegation.to) {
      const told = type === "delegation.set" && userId !== context.actor.userId;
      const notify = told ? await requestFor(context, userId, delegation) : undefined;
      context.emit({
        topic: userTopic(userId),
        type,
        subject,
        audience: null,
        // An erasure of the principal deletes their own log, and not the delegates'. Lists have the reason.
        data: { delegation: { ...delegation, reason: null } },
        ...(notify && { notify }),
      });
      if (type !== "delegation.set") reviewed.add(userId);
    }
    context.emit({ topic: userTopic(after.id), type, subject, audience: null, data });
  }
  const last = changes.at(-1) as Change;
  context.emit({
    topic: userTopic(after.id),
    type: "delegations.changed",
    subject: last.delegation.id,
    audience: null,
    put: { delegations: [delegations, after] },
  });
  for (const userId of reviewed)
    builtIn(context).review({ userId, asks: true, endsDelegation: ended.has(userId) });
}

/** Tells a delegate. A delegation for all boards is told on one that both are on. */
async function requestFor(
  context: OperationContext,
  to: string,
  { boardId, principalId }: Delegation,
): Promise<NotificationRequest | undefined> {
  const all = (userId: string) => boardsOf(context, userId, null);
  const place = boardId ?? commonBoard(await all(principalId), await all(to));
  if (place === undefined || to === systemId) return undefined;
  return {
    about: `board:${place}`,
    boardId: place,
    candidates: [{ to, reason: "delegation" }],
  };
}

const commonBoard = (some: readonly string[], others: readonly string[]): string | undefined =>
  some.filter((one) => others.includes(one)).sort()[0];

/** Keeps the rows by which delegates find their delegations. */
async function keepRows(
  context: OperationContext,
  principalId: string,
  before: readonly Delegation[],
  after: readonly Delegation[],
): Promise<void> {
  const [old, now] = [before, after].map((all) => new Set(all.flatMap(({ to }) => to)));
  for (const userId of new Set([...(old ?? []), ...(now ?? [])])) {
    const id = delegateId(principalId, userId);
    const ref = { collection: delegates.name, id };
    if (!now?.has(userId)) {
      const [row] = await context.get(delegates, [id]);
      if (row) builtIn(context).derive({ ...ref, kind: "delete" });
    } else if (!old?.has(userId)) {
      const [row] = await context.get(delegates, [id]);
      if (!row)
        builtIn(context).derive({ ...ref, kind: "insert", fields: { userId, principalId } });
    }
  }
}

/** Keeps the next time at which a delegation begins or ends. */
async function keepTimer(context: OperationContext, after: Delegations): Promise<void> {
  const at = nextDelegationTime(after);
  const id = delegationTimer(after.id);
  const [timer] = await context.get(timers, [id]);
  const ref = { collection: timers.name, id };
  if (at === (timer?.at ?? null)) return;
  if (at === null) builtIn(context).derive({ ...ref, kind: "delete" });
  else
    builtIn(context).derive(
      timer
        ? { ...ref, kind: "update", fields: { at } }
        : { ...ref, kind: "insert", fields: { boardId: "", at, told: null } },
    );
}
