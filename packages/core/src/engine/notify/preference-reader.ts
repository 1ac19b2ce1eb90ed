import { listAll } from "../../log/list-all.ts";
import { type Preference, preferenceId, preferences } from "../../model/preference.ts";
import type { NotificationRequest } from "../../notifications/request.ts";
import type { Ref, Storage, StoredRecord } from "../../storage/storage.ts";

/** For more people than this, the preferences of all people for a target are read at once. */
const maxPeopleById = 20;
const pageSize = 1_000;

/**
 * People whose preferences are needed, for some targets. The target of a preference is a room, a
 * task or a board.
 */
export interface WantedPreferences {
  readonly userIds: readonly string[];
  readonly targets: readonly string[];
}

/**
 * The preferences that a command's notifications depend on. The commit does not check them. If a
 * person changes a preference at the same moment, the old or the new one may apply.
 */
export class PreferenceReader {
  readonly #storage: Storage;
  readonly #byPerson = new Map<string, Preference[]>();
  readonly #completeTargets = new Set<string>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /**
   * A person's preferences for targets, in the order of the targets. Call {@link read} or
   * {@link readAll} first.
   */
  of(userId: string, targets: readonly string[]): Preference[] {
    const own = this.#byPerson.get(userId);
    if (!own) return [];
    return targets.flatMap((target) => own.find((one) => one.target === target) ?? []);
  }

  /**
   * The people whose level is `all`. If a person chose levels for several targets, the first of
   * these targets counts.
   */
  followersOf(targets: readonly string[]): string[] {
    return [...this.#byPerson.keys()].filter(
      (userId) => this.of(userId, targets).find(({ level }) => level !== null)?.level === "all",
    );
  }

  /**
   * Reads the preferences of some people. A few people's preferences are read by id, together in
   * one read. For many people, {@link readAll} reads everybody's preferences for the target.
   */
  async read(wanted: readonly WantedPreferences[]): Promise<void> {
    const refs = new Map<string, Ref>();
    const largeTargets: string[] = [];
    for (const { userIds, targets } of wanted) {
      const missing = targets.filter((target) => !this.#completeTargets.has(target));
      if (userIds.length > maxPeopleById) largeTargets.push(...missing);
      else
        for (const userId of userIds)
          for (const target of missing) {
            const id = preferenceId(userId, target);
            refs.set(id, { collection: preferences.name, id });
          }
    }
    if (largeTargets.length > 0) await this.readAll(largeTargets);
    if (refs.size > 0) this.#add((await this.#storage.get([...refs.values()])).records);
  }

  /**
   * Reads everybody's preferences for targets: all targets in one read, or page by page if a target
   * has too many.
   */
  async readAll(targets: readonly string[]): Promise<void> {
    const missing = [...new Set(targets)].filter((target) => !this.#completeTargets.has(target));
    if (missing.length === 0) return;
    const query = { index: "target", equals: {}, each: missing, limit: pageSize };
    const { records } = await this.#storage.list(preferences.name, query);
    const isCut = (target: string) =>
      records.filter(({ fields }) => fields.target === target).length === pageSize;
    if (missing.some(isCut)) {
      const all = missing.map((target) =>
        listAll(this.#storage, preferences.name, { index: "target", equals: { target } }),
      );
      for (const page of await Promise.all(all)) this.#add(page);
    } else this.#add(records);
    for (const target of missing) this.#completeTargets.add(target);
  }

  #add(records: readonly StoredRecord[]): void {
    for (const { id, version, fields } of records) {
      if (!fields) continue;
      const preference = { id, version, ...fields } as unknown as Preference;
      const own = this.#byPerson.get(preference.userId);
      if (own) own.push(preference);
      else this.#byPerson.set(preference.userId, [preference]);
    }
  }
}

/** The targets whose preferences apply to a request, the most specific first. */
export function targetsOf({
  boardId,
  roomId,
  taskId,
}: Pick<NotificationRequest, "boardId" | "roomId" | "taskId">): string[] {
  const specific =
    roomId !== undefined ? [`room:${roomId}`] : taskId !== undefined ? [`task:${taskId}`] : [];
  return [...specific, `board:${boardId}`];
}
