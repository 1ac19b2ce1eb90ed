import { type Quotas, systemId } from "@taskwire/core";
import type { Past } from "../reference/past.ts";

/** A command that was refused because of a quota. */
export interface QuotaRefusal {
  readonly userId: string;
  readonly quota: keyof Quotas;
  readonly limit: number;
  /** The numbers of commits when the command was sent, and when the refusal arrived. */
  readonly from: number;
  readonly to: number;
}

type Commit = Past["now"]["kept"][number]["commit"];
type Fields = { readonly [field: string]: unknown };

const tables = ["tasks", "rooms", "room_members"] as const;

/** The records that quotas count, as they are after some commits. */
class Records {
  readonly #tables = new Map<string, Map<string, Fields>>(tables.map((name) => [name, new Map()]));

  all(table: (typeof tables)[number]): readonly Fields[] {
    return [...(this.#tables.get(table)?.values() ?? [])];
  }

  /** Applies a commit, and returns the records that are new or open again, each with its table. */
  apply({ writes }: Commit): (readonly [table: string, record: Fields])[] {
    return writes.flatMap((write) => {
      const table = this.#tables.get(write.collection);
      const before = table?.get(write.id);
      if (!table) return [];
      if (write.kind === "delete") {
        table.delete(write.id);
        return [];
      }
      const after = { ...before, ...write.fields };
      table.set(write.id, after);
      const isMore = !before || (isOpen(after) && !isOpen(before));
      return isMore ? [[write.collection, after] as const] : [];
    });
  }

  /** The number of records under a quota of a person or the board. */
  count(quota: keyof Quotas, userId: string): number {
    if (quota === "tasksPerBoard") return this.all("tasks").length;
    if (quota === "roomsPerBoard") return this.all("rooms").length;
    if (quota === "roomsCreated")
      return this.all("rooms").filter(({ createdBy }) => createdBy === userId).length;
    return this.all("tasks").filter((task) => isOpen(task) && task.requesterId === userId).length;
  }
}

const isOpen = ({ kind }: Fields): boolean => kind === "waiting" || kind === "working";

/**
 * Returns each commit of a person that added more than a quota allows, and each refusal although there
 * was a place all the time.
 */
export function judgeQuotas(
  past: Past,
  quotas: Partial<Quotas>,
  refusals: readonly QuotaRefusal[],
): string[] {
  const records = new Records();
  const problems: string[] = [];
  const unjustified = new Set(refusals);
  const look = (moment: number) => {
    for (const refusal of unjustified) {
      const { userId, quota, limit, from, to } = refusal;
      const wasFull = quota === "membersPerRoom" || records.count(quota, userId) >= limit;
      if (moment >= from && moment <= to && wasFull) unjustified.delete(refusal);
    }
  };
  look(0);
  for (const [i, { commit }] of past.now.kept.entries()) {
    const userId = commit.key?.actor ?? systemId;
    const added = records.apply(commit);
    look(i + 1);
    if (userId === systemId) continue;
    for (const [table, record] of added)
      for (const quota of quotasOf(table, record, userId)) {
        const limit = quotas[quota];
        if (typeof limit !== "number") continue;
        const count =
          quota === "membersPerRoom"
            ? records.all("room_members").filter(({ roomId }) => roomId === record.roomId).length
            : records.count(quota, userId);
        if (count > limit)
          problems.push(`${userId} has taken place ${count} of ${limit} of the quota ${quota}`);
      }
  }
  // Before a restore, there was another log.
  if (past.generation > 0) return problems;
  for (const { userId, quota, limit } of unjustified)
    problems.push(`${userId} was refused by the quota ${quota} of ${limit}, and there was a place`);
  return problems;
}

/** The quotas that a record needs a place of. A request that somebody else opens again needs none. */
function quotasOf(table: string, record: Fields, userId: string): (keyof Quotas)[] {
  if (table === "room_members") return ["membersPerRoom"];
  if (table === "rooms") return ["roomsPerBoard", "roomsCreated"];
  return record.requesterId === userId ? ["tasksPerBoard", "openRequests"] : [];
}
