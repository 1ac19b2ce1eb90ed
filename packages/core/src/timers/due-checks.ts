import { TaskwireError } from "../errors.ts";
import type { Report } from "../model/error-context.ts";
import type { TimerObservation } from "../model/observation.ts";
import { type Timer, timers } from "../model/timer.ts";
import type { Runtime } from "../runtime.ts";
import type { Storage, StoredRecord } from "../storage/storage.ts";

const pollMs = 1_000;
const pageSize = 100;
const maxConcurrent = 8;
const longestWaitMs = 3_600_000;

interface Parts {
  readonly storage: Storage;
  readonly runtime: Runtime;
  /**
   * Is called before each look. It finds out when no node was running: a deadline with an action
   * that passed in such a time can move, and is then not carried out.
   */
  readonly beat: () => Promise<unknown>;
  /** Carries out what is due on a task. A second call with the same key does nothing. */
  readonly check: (timer: Timer, key: string) => Promise<void>;
  readonly onError: Report;
  /** Undefined if nobody observes the node. */
  readonly observed?: ((observation: TimerObservation) => void) | undefined;
}

/** A timer whose check has failed on this node. */
interface Failed {
  readonly count: number;
  /** The time before which it isn't checked again. */
  readonly until: number;
}

/**
 * Looks every second for tasks on which something is due, and checks them. All nodes do it. If two
 * nodes check a task at once, one commit succeeds: both use the same key. If a check fails, the
 * timer stays, and every node tries again. A node waits longer after each of its failures.
 */
export class DueChecks {
  readonly #parts: Parts;
  readonly #failed = new Map<string, Failed>();
  #cancel = () => {};
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Looks now, and then every second. */
  start(): void {
    if (this.#isStopped) return;
    this.#running = this.#checkAll()
      .catch((error: unknown) => this.#parts.onError(error))
      .finally(() => {
        if (!this.#isStopped) this.#cancel = this.#parts.runtime.timer(pollMs, () => this.start());
      });
  }

  /** Stops looking. Resolves when the checks that are running have ended. */
  stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    return this.#running;
  }

  async #checkAll(): Promise<void> {
    let after: readonly unknown[] | null = null;
    const stillDue = new Set<string>();
    await this.#parts.beat();
    do {
      const query = { index: "due", equals: {}, limit: pageSize, ...(after && { after }) };
      const page = await this.#parts.storage.list(timers.name, query);
      const due = page.records.filter(({ fields }) => Date.parse(String(fields.at)) <= this.#now());
      for (const { id } of due) stillDue.add(id);
      const waiting = due.filter(({ id }) => (this.#failed.get(id)?.until ?? 0) <= this.#now());
      for (let i = 0; i < waiting.length && !this.#isStopped; i += maxConcurrent)
        await Promise.all(waiting.slice(i, i + maxConcurrent).map((one) => this.#check(one)));
      after = due.length < pageSize ? null : page.next;
    } while (after && !this.#isStopped);
    // The timers that are no longer due were carried out by another node. Their failures are
    // forgotten, so that a later time of the same task does not wait because of them.
    for (const id of this.#failed.keys()) if (!stillDue.has(id)) this.#failed.delete(id);
  }

  async #check({ id, version, fields }: StoredRecord): Promise<void> {
    const timer = { id, version, ...fields } as Timer;
    try {
      await this.#parts.check(timer, `due/${id}/${version}/${timer.at}`);
      this.#failed.delete(id);
      this.#observed(timer, "done");
    } catch (error) {
      if (error instanceof TaskwireError && error.code === "not_found")
        return this.#delete(id, version);
      const count = (this.#failed.get(id)?.count ?? 0) + 1;
      const wait = Math.min(pollMs * 2 ** count, longestWaitMs);
      this.#failed.set(id, { count, until: this.#now() + wait });
      this.#parts.onError(
        new Error(`The check of what is due on the task "${id}" failed.`, { cause: error }),
        { taskId: id },
      );
      this.#observed(timer, "failed");
    }
  }

  #observed({ at }: Timer, outcome: TimerObservation["outcome"]): void {
    const lateMs = Math.max(0, this.#now() - Date.parse(at));
    this.#parts.observed?.({ type: "timer", outcome, lateMs });
  }

  /** The task is deleted. Nothing else deletes its timer. */
  async #delete(id: string, version: number): Promise<void> {
    const ref = { collection: timers.name, id };
    await this.#parts.storage.commit({
      reads: [{ ...ref, version }],
      writes: [{ ...ref, kind: "delete" }],
      events: [],
      result: "null",
    });
  }

  #now(): number {
    return this.#parts.runtime.now();
  }
}
