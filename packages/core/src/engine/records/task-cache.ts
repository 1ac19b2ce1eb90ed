import { notifications } from "../../model/notification.ts";
import { subtasks } from "../../model/subtask.ts";
import { tasks } from "../../model/task.ts";
import type { Commit, Ref, Storage, StoredRecord, Write } from "../../storage/storage.ts";
import { Generations } from "./generations.ts";
import { type SizedRecord, sizedRecord } from "./sized-record.ts";
import { changedTold, TasksOfTold } from "./told-of-task.ts";
import { versionRead } from "./version-read.ts";

// About how many bytes one generation of the cache takes (see {@link Generations}). The parts of a
// task count as 4 KiB or more, so there are at most 2,048 tasks.
const maxPerGeneration = 8 * 1024 * 1024;
const smallParts = 4 * 1024;

/** Maximum number of events of which the task is remembered, in one generation. Ids are short. */
const maxEventsPerGeneration = 2_048;

/** A task with more subtasks is not cached: it would take the space of many others. */
const maxSubtasksCached = 20;

/** Facts about one version of a task. They come from other records: subtasks and notifications. */
export interface TaskParts {
  readonly version: number;
  /** All its subtasks, in the order of their positions. */
  readonly subtasks: readonly SizedRecord[];
  /**
   * All notifications about the task that came with changes of it; undefined if this node doesn't
   * know them. If a commit notifies people of the task and does not change the task, it changes the
   * task's notify guard (see `EngineContext.toldAbout`).
   */
  readonly told: readonly SizedRecord[] | undefined;
}

/**
 * Caches the parts of the tasks that this node has written or read last, so that most commands
 * don't have to list subtasks and notifications.
 *
 * A command that changes a subtask also changes its task. A commit that notifies people of a task
 * also changes the task, or the task's notify guard (`touchGuards`). So if a commit checks the
 * version of the task, the cached subtasks are current. A commit that relies on `told` also has to
 * check the notify guard and the version of each of these notifications: people change their own
 * notifications without changing the task or the guard.
 */
export class TaskCache {
  readonly #parts = new Generations<TaskParts>(maxPerGeneration);
  readonly #tasksOfTold = new TasksOfTold(maxEventsPerGeneration);

  /** Returns the parts of a version of a task; undefined if this node doesn't know them. */
  partsOf(id: string, version: number): TaskParts | undefined {
    const parts = this.#parts.find(refOf(id));
    return parts?.version === version ? parts : undefined;
  }

  /**
   * Caches the subtasks of a task. Read this version of the task first, and the subtasks after it.
   */
  learnSubtasks(id: string, version: number, all: readonly StoredRecord[]): void {
    const sized = all.map((one) => sizedRecord(one));
    this.#set(id, { version, subtasks: sized, told: this.partsOf(id, version)?.told });
  }

  /** After a commit of this node, caches the new parts of the tasks that it has written. */
  learnCommit(commit: Commit, numbers: readonly number[]): void {
    const { writes, reads } = commit;
    const told = this.#tasksOfTold.writesOf(writes);
    for (const write of writes) {
      if (write.collection !== tasks.name) continue;
      const { id, kind, event } = write;
      const before = kind === "insert" ? newTask : this.partsOf(id, versionRead(write, reads) ?? 0);
      const version = event === undefined ? undefined : numbers[event];
      if (!before || version === undefined || kind === "delete") this.#parts.delete(write);
      else
        this.#set(id, {
          version,
          subtasks: changedSubtasks(before.subtasks, id, writes, numbers),
          told: changedTold(before.told, told?.get(id), reads, numbers),
        });
      told?.delete(id);
    }
    // These tasks have not changed. People change their own notifications, for example.
    for (const [id, changes] of told ?? []) {
      const parts = this.#parts.find(refOf(id));
      if (parts)
        this.#set(id, { ...parts, told: changedTold(parts.told, changes, reads, numbers) });
    }
  }

  /**
   * Call it after a conflict of a commit that relied on cached parts. If the commit relied on the
   * notifications about a task, reads them again: another node may have changed one of them, and
   * each later command that doesn't change it too would conflict again.
   */
  async readToldAgain(reads: Commit["reads"], storage: Pick<Storage, "get">): Promise<void> {
    const refs = reads.filter(({ collection }) => collection === notifications.name);
    const ofTasks = reads.filter(
      ({ collection, id, version }) =>
        collection === tasks.name && this.partsOf(id, version)?.told?.length,
    );
    if (refs.length === 0 || ofTasks.length === 0) return;
    const { records } = await storage.get(refs);
    const current = new Map(records.map((record) => [record.id, sizedRecord(record)]));
    for (const { id, version } of ofTasks) {
      const parts = this.partsOf(id, version);
      const told = parts?.told?.map((one) => current.get(one.id) ?? one);
      // A notification that is gone has no fields.
      if (parts && told) this.#set(id, { ...parts, told: told.filter(({ fields }) => fields) });
    }
  }

  #set(id: string, parts: TaskParts): void {
    if (parts.subtasks.length > maxSubtasksCached) return this.#parts.delete(refOf(id));
    let size = 0;
    for (const { bytes } of parts.subtasks) size += bytes;
    for (const { bytes } of parts.told ?? []) size += bytes;
    this.#parts.set(refOf(id), parts, Math.max(smallParts, size));
  }
}

const refOf = (id: string): Ref => ({ collection: tasks.name, id });

const newTask = { subtasks: [], told: [] };

/** The subtasks of a task after a commit. */
function changedSubtasks(
  before: readonly SizedRecord[],
  taskId: string,
  writes: readonly Write[],
  numbers: readonly number[],
): readonly SizedRecord[] {
  let after = before;
  let isMoved = false;
  for (const write of writes) {
    if (write.collection !== subtasks.name) continue;
    const { id, event } = write;
    const earlier = after.find((one) => one.id === id);
    if (write.kind === "delete") after = after.filter((one) => one !== earlier);
    else if (earlier || write.fields.taskId === taskId) {
      const version = numbers[event ?? -1] ?? 0;
      const changed = sizedRecord({ id, version, fields: { ...earlier?.fields, ...write.fields } });
      isMoved ||= !earlier || "position" in write.fields;
      after = earlier ? after.map((one) => (one === earlier ? changed : one)) : [...after, changed];
    }
  }
  return isMoved ? [...after].sort(byPosition) : after;
}

const byPosition = (a: StoredRecord, b: StoredRecord): number =>
  Number(a.fields?.position) - Number(b.fields?.position) || (a.id < b.id ? -1 : 1);
