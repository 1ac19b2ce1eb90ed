import { TaskwireError } from "../../errors.ts";
import { systemId } from "../../model/actor.ts";
import type { Quotas } from "../../model/quota.ts";
import { fenceId, quotaPlaces } from "../../model/quota-place.ts";
import type { Storage } from "../../storage/storage.ts";
import type { EngineContext } from "../context.ts";
import type { Leases } from "./leases.ts";
import { type Counted, type Need, needsOf, technicalMax } from "./needs.ts";
import { overQuota } from "./over-quota.ts";

/**
 * Ends all leases on a board, unless somebody has done so since `seen` was read. `seen` is the version
 * of the board's fence (see `QuotaPlace`).
 */
export type EndLeases = (boardId: string, seen: number) => Promise<void>;

/** The parts of a node that quotas need. */
export interface PlaceParts {
  readonly quotas: Quotas;
  readonly leases: Leases;
  readonly storage: Pick<Storage, "count">;
}

/**
 * Maximum number of places in a lease. If the node ends, its leased places can't be used until the
 * records are counted again.
 */
const maxLease = 256;
/**
 * If fewer places than this are free, nothing is leased. Each command counts the records, so that
 * every free place can be used.
 */
const roomForLease = 16;

/**
 * Takes the places that a command needs under the quotas, before it commits. The numbers are exact,
 * even if several nodes take the last place at the same moment. The reason: two commands that take a
 * place change the same record. For some quotas, the command changes such a record anyway, for example
 * the board when it gets a member. Each other quota has a record of its own, a `QuotaPlace`. A node
 * leases many places from this record at once. Then most commands only check that their lease has not
 * ended.
 *
 * @param isFirst whether this is the command's first attempt. Only the first attempt uses leased
 * places without reading the fence first
 * @param endLeases ends all leases on a board. Undefined for a preview, which takes no places
 * @throws {TaskwireError} `refused` with the rule `quota` if there is no place.
 */
export function takePlaces(
  context: EngineContext,
  parts: PlaceParts,
  isFirst: boolean,
  endLeases: EndLeases | undefined,
): Promise<void> | undefined {
  // Most commands need no place, or have a lease. They don't wait.
  let waiting: Promise<void> | undefined;
  for (const need of needsOf(context)) {
    const limit = parts.quotas[need.quota];
    if (limit === null || limit >= (technicalMax[need.quota] ?? Number.POSITIVE_INFINITY)) continue;
    const take = () => takeUnder(need, limit, context, parts, isFirst, endLeases);
    waiting = waiting ? waiting.then(take) : take();
  }
  return waiting;
}

/**
 * Takes places under one quota. Returns undefined if there is nothing to wait for. Either the
 * places were already leased, or the command uses no lease and the quota can't refuse it.
 */
function takeUnder(
  need: Need,
  limit: number,
  context: EngineContext,
  parts: PlaceParts,
  isFirst: boolean,
  endLeases: EndLeases | undefined,
): Promise<void> | undefined {
  const isSystem = context.actor.userId === systemId && !parts.quotas.system;
  const isRefused = need.isRefused && !isSystem;
  if (!need.isLeased || !endLeases) return isRefused ? checkCount(need, limit, parts) : undefined;
  const refusable = { ...need, isRefused };
  if (isFirst && parts.leases.isRenewal(placeId(need)))
    return lease(refusable, limit, context, parts, endLeases, true);
  if (takeLeased(need, context, parts, isFirst)) return undefined;
  return waitOrLease(refusable, limit, context, parts, isFirst, endLeases);
}

/** Counts what there is, up to the limit. Records that are inserted by the command don't exist yet. */
const countOf = (
  { collection, ...records }: Counted,
  limit: number,
  { storage }: PlaceParts,
): Promise<number> => storage.count(collection, { ...records, limit, scan: limit });

async function checkCount(need: Need, limit: number, parts: PlaceParts): Promise<void> {
  const isOver =
    need.count > limit || need.count + (await countOf(need.counted, limit, parts)) > limit;
  if (isOver) throw overQuota(need.quota, limit);
}

const placeId = ({ quota, of }: Need): string => `${quota}/${of}`;

const fenceOf = (boardId: string) => ({ collection: quotaPlaces.name, id: fenceId(boardId) });

/** Uses places that this node has leased. Returns whether there were enough. */
function takeLeased(
  need: Need,
  context: EngineContext,
  { leases }: PlaceParts,
  isFirst: boolean,
): boolean {
  const fence = fenceOf(need.boardId);
  const known = context.knownVersion(fence);
  // In a later attempt, the lease may have ended, and this may have caused the conflict. So the lease is
  // not used before the fence was read.
  if (known === undefined && !isFirst) return false;
  const version = leases.take(placeId(need), need.count, known);
  if (version === undefined) return false;
  if (known === undefined) context.remember([fence], [{ id: fence.id, version, fields: null }]);
  return true;
}

/**
 * Leases places. If another command is leasing, a first attempt waits for it. If each
 * command leased for itself, all but one would conflict. Later attempts don't wait, because other
 * commands may be waiting for this one.
 */
async function waitOrLease(
  need: Need,
  limit: number,
  context: EngineContext,
  parts: PlaceParts,
  isFirst: boolean,
  endLeases: EndLeases,
): Promise<void> {
  const id = placeId(need);
  if (isFirst && parts.leases.isPending(id)) {
    await parts.leases.pending(id);
    if (takeLeased(need, context, parts, isFirst)) return;
  }
  if (isFirst && !parts.leases.isPending(id)) context.leasing.onEnd(parts.leases.begin(id));
  await lease(need, limit, context, parts, endLeases, false);
}

/** Takes places from the record of the quota, and also leases more if many are free. */
async function lease(
  need: Need,
  limit: number,
  context: EngineContext,
  parts: PlaceParts,
  endLeases: EndLeases,
  isRenewal: boolean,
): Promise<void> {
  const { boardId, count, isRefused } = need;
  const id = placeId(need);
  const fenceRef = fenceOf(boardId);
  await context.get(quotaPlaces, [fenceRef.id]);
  const fence = context.knownVersion(fenceRef) ?? 0;
  if (!isRenewal && takeLeased(need, context, parts, false)) return;
  // The record is read before the count. So if another command adds something meanwhile, this
  // commit conflicts.
  const [place] = await context.get(quotaPlaces, [id]);
  const leased = place?.fence === fence ? place.leased : 0;
  const counted = () => countOf(need.counted, limit, parts);
  // The app may have run without this quota for some time. So a node counts once before it relies
  // on the record.
  let found = place && parts.leases.knows(id) ? undefined : await counted();
  let base = Math.max(place?.upTo ?? 0, (found ?? 0) + leased);
  if (limit - base < roomForLease) {
    // Hardly any place is free. So the command first uses what is left of this node's lease.
    if (isRenewal && takeLeased(need, context, parts, false)) return;
    if (leased > 0) {
      await endLeases(boardId, fence);
      throw new TaskwireError(
        "unavailable",
        "The free places of a quota are being counted. Try again in a moment.",
      );
    }
    found ??= await counted();
    base = found;
    // A command that is never refused writes the record too. So it conflicts with a command that
    // counts at the same moment.
    if (isRefused && base + count > limit) throw overQuota(need.quota, limit);
  }
  const room = limit - base - count;
  const more = room < roomForLease ? 0 : Math.min(maxLease, room >> 2);
  const fields = { boardId, upTo: base + count + more, leased: leased + more, fence };
  const kind = place ? "update" : "insert";
  context.derive({ collection: quotaPlaces.name, id, kind, fields });
  context.leasing.leases.push({ id, fence, left: more });
}
