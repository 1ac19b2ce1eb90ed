import { type Preference, preferenceId, preferences } from "../../model/preference.ts";
import type { NotificationRequest } from "../../notifications/request.ts";
import type { Storage, StoredRecord } from "../../storage/storage.ts";
import type { EngineContext } from "../context.ts";

/** Preferences of people that touch a place, the most specific first. */
export type PreferencesByPerson = ReadonlyMap<string, readonly Preference[]>;

/** So many people are asked about one by one; of more, all preferences for the place are read. */
const fewPeople = 20;
const pageSize = 1_000;

/**
 * What people want to be told, read once for all notices of a command. It is no part of the read set: whoever changes
 * their mind at the same moment may be told or not.
 */
export class PreferenceReader {
  readonly #context: EngineContext;
  readonly #storage: Storage;
  readonly #complete = new Map<string, PreferencesByPerson>();
  readonly #people = new Map<string, readonly Preference[]>();

  constructor(context: EngineContext, storage: Storage) {
    this.#context = context;
    this.#storage = storage;
  }

  /** The preferences of some people that touch a notice, or all there are. */
  async about(
    notice: NotificationRequest,
    of: readonly string[] | "all",
  ): Promise<PreferencesByPerson> {
    const targets = targetsOf(notice);
    const place = targets.join(" ");
    const complete = this.#complete.get(place);
    if (complete) return complete;
    if (of !== "all" && of.length <= fewPeople) return this.#some(targets, of);
    const all = await this.#all(targets);
    this.#complete.set(place, all);
    return all;
  }

  async #some(
    targets: readonly string[],
    userIds: readonly string[],
  ): Promise<PreferencesByPerson> {
    const key = (userId: string) => `${targets.join(" ")} ${userId}`;
    const unknown = userIds.filter((userId) => !this.#people.has(key(userId)));
    const ids = unknown.flatMap((userId) => targets.map((target) => preferenceId(userId, target)));
    const refs = ids.map((id) => ({ collection: preferences.name, id }));
    const said =
      refs.length > 0 ? byPerson(recordsOf((await this.#storage.get(refs)).records)) : new Map();
    for (const userId of unknown) this.#people.set(key(userId), said.get(userId) ?? []);
    return new Map(userIds.map((userId) => [userId, this.#people.get(key(userId)) ?? []]));
  }

  async #all(targets: readonly string[]): Promise<PreferencesByPerson> {
    const query = { index: "target", equals: {}, each: targets, limit: pageSize };
    const { records } = await this.#storage.list(preferences.name, query);
    const isFull = (target: string) =>
      records.filter(({ fields }) => fields.target === target).length === pageSize;
    if (!targets.some(isFull)) return byPerson(recordsOf(records));
    const pages = targets.map((target) =>
      this.#context.listAll(preferences, { index: "target", equals: { target } }),
    );
    return byPerson((await Promise.all(pages)).flat());
  }
}

/** The places whose preferences count for a notice, the most specific first. */
function targetsOf({ boardId, roomId, taskId }: NotificationRequest): string[] {
  const specific =
    roomId !== undefined ? [`room:${roomId}`] : taskId !== undefined ? [`task:${taskId}`] : [];
  return [...specific, `board:${boardId}`];
}

const recordsOf = (records: readonly StoredRecord[]): Preference[] =>
  records.flatMap(({ id, version, fields }) =>
    fields ? ({ id, version, ...fields } as unknown as Preference) : [],
  );

function byPerson(all: readonly Preference[]): Map<string, Preference[]> {
  const people = new Map<string, Preference[]>();
  for (const preference of all)
    people.set(preference.userId, [...(people.get(preference.userId) ?? []), preference]);
  return people;
}
