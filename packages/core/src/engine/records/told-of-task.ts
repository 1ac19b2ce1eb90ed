import { notifications } from "../../model/notification.ts";
import type { Commit, Fields, Ref, Write } from "../../storage/storage.ts";
import { Generations } from "./generations.ts";
import { withNumber } from "./numbered-fields.ts";
import { type SizedRecord, sizedRecord } from "./sized-record.ts";
import { versionRead } from "./version-read.ts";

/** More notifications about one task are not cached: they would take the space of many other tasks. */
const maxTold = 50;

const aboutTask = "task:";

/** The id of the task that notifications are about; undefined if they are about something else. */
export const taskIdOf = (about: string): string | undefined =>
  about.startsWith(aboutTask) ? about.slice(aboutTask.length) : undefined;

/** Writes of notifications, by the task that they are about. */
type ToldWrites = Map<string, Write[]>;

/**
 * Remembers the task of each notification that this node wrote last. An update of a notification
 * does not contain the task.
 */
export class TasksOfTold {
  readonly #taskIds: Generations<string>;

  /** @param maxPerGeneration maximum number of events in one generation of the cache */
  constructor(maxPerGeneration: number) {
    this.#taskIds = new Generations(maxPerGeneration);
  }

  /**
   * The writes of notifications about tasks, if this node knows the task. Undefined if there are
   * none.
   */
  writesOf(writes: readonly Write[]): ToldWrites | undefined {
    let told: ToldWrites | undefined;
    for (const write of writes) {
      if (write.collection !== notifications.name) continue;
      const isNew = write.kind === "insert";
      const taskId = isNew
        ? taskIdOf(String(write.fields.about))
        : this.#taskIds.find(sourceOf(write));
      if (taskId === undefined) continue;
      if (isNew) this.#taskIds.set(sourceOf(write), taskId, 1);
      told ??= new Map();
      const ofTask = told.get(taskId);
      if (ofTask) ofTask.push(write);
      else told.set(taskId, [write]);
    }
    return told;
  }
}

/**
 * The event of a notification: the first part of its id. If an event notifies people of several
 * tasks, only the last task is kept.
 */
const sourceOf = ({ collection, id }: Ref): Ref => ({
  collection,
  id: id.slice(0, id.indexOf("|")),
});

/** The notifications about a task after a commit. Undefined if this node doesn't know them all. */
export function changedTold(
  before: readonly SizedRecord[] | undefined,
  writes: readonly Write[] = [],
  reads: Commit["reads"],
  numbers: readonly number[],
): readonly SizedRecord[] | undefined {
  if (!before || writes.length === 0) return before;
  const after = [...before];
  let last: { readonly fields: Fields; readonly record: SizedRecord } | undefined;
  for (const write of writes) {
    const { id, event } = write;
    const version = numbers[event ?? -1];
    const at = write.kind === "insert" ? after.length : after.findIndex((one) => one.id === id);
    const earlier = after[at];
    if (version === undefined || at < 0 || at === maxTold) return undefined;
    if (write.kind === "insert") {
      const { fields, like } = write;
      const alike = like && like === last?.fields ? last.record : undefined;
      const record = alike
        ? sizedRecord({ id, version, fields: likeIt(alike, fields, version) }, alike.bytes)
        : sizedRecord({ id, version, fields: withNumber(notifications, fields, version) });
      if (!alike) last = { fields, record };
      after.push(record);
    } else if (earlier?.version !== versionRead(write, reads)) return undefined;
    else if (write.kind === "delete") after.splice(at, 1);
    else after[at] = sizedRecord({ id, version, fields: { ...earlier?.fields, ...write.fields } });
  }
  return after;
}

/** The fields of a notification that is like another one, except for its person and its number. */
const likeIt = ({ fields }: SizedRecord, { userId }: Fields, number: number): Fields => ({
  ...fields,
  userId,
  number,
});
