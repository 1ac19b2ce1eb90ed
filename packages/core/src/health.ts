import { systemId } from "./model/actor.ts";
import { userTopic } from "./model/topic.ts";
import { writeChecks } from "./model/write-check.ts";
import type { Runtime } from "./runtime.ts";
import type { Storage } from "./storage/storage.ts";

/**
 * How a node is, for an operator.
 *
 * @example
 * ```ts
 * const { ready, problems }: Health = await taskwire.health();
 * if (!ready) console.error(problems.join(" "));
 * ```
 */
export interface Health {
  /** Whether it can serve, as `ready()` says. */
  readonly ready: boolean;
  /**
   * The time of the storage's clock minus the one of this server, in ms. The node corrects its clock by it. Null if the
   * storage has no clock of its own, as SQLite and the memory, or if the app has given a `runtime`.
   */
  readonly clockOffsetMs: number | null;
  /** Sentences for an operator. Empty if all is well. */
  readonly problems: readonly string[];
}

/** Larger differences are a mistake in a server's time, and are reported. */
const maxOffsetMs = 1_000;

/** Says how a node is. */
export function healthOf(ready: boolean, clockOffsetMs: number | null): Health {
  const seconds = Math.round(Math.abs(clockOffsetMs ?? 0) / 1_000);
  const problems = [
    ...(ready ? [] : ["The storage does not answer, or keeps no writes."]),
    ...(clockOffsetMs !== null && Math.abs(clockOffsetMs) > maxOffsetMs
      ? [
          `The clock of this server is ${seconds} s ${clockOffsetMs > 0 ? "behind" : "ahead of"} the database's. Set the server's time, for example with NTP. Until then, taskwire uses the time of the database.`,
        ]
      : []),
  ];
  return { ready, clockOffsetMs, problems };
}

const ref = { collection: writeChecks.name, id: "ready" };
const writeIntervalMs = 1_000;
/** A storage that answers later than this is not healthy. */
const maxAnswerMs = 5_000;

/** Tells whether the storage answers reads and keeps writes. */
export class StorageHealth {
  readonly #storage: Storage;
  readonly #runtime: Runtime;
  #lastWrite: Promise<boolean> | undefined;
  #writtenAt = 0;

  constructor(storage: Storage, runtime: Runtime) {
    this.#storage = storage;
    this.#runtime = runtime;
  }

  /** Resolves to whether both work, after 5 s at the latest. Never rejects. */
  async isHealthy(): Promise<boolean> {
    let cancel = () => {};
    const tooLate = new Promise<false>((resolve) => {
      cancel = this.#runtime.timer(maxAnswerMs, () => resolve(false), true);
    });
    const works = this.#canRead().then((canRead) => canRead && this.#canWrite());
    return Promise.race([works, tooLate]).finally(cancel);
  }

  #canRead(): Promise<boolean> {
    return this.#storage.heads([userTopic(systemId)]).then(
      () => true,
      () => false,
    );
  }

  /**
   * Writes a small record, because reading still works on a full disk, on a standby, and after the
   * writer has died. Writes at most once a second: anybody may ask, so in between the last answer
   * is given again.
   */
  #canWrite(): Promise<boolean> {
    const now = this.#runtime.now();
    if (!this.#lastWrite || Math.abs(now - this.#writtenAt) >= writeIntervalMs) {
      this.#lastWrite = this.#write();
      this.#writtenAt = now;
    }
    return this.#lastWrite;
  }

  async #write(): Promise<boolean> {
    try {
      const { records } = await this.#storage.get([ref]);
      const kind = records[0]?.fields ? "update" : "insert";
      const fields = { at: new Date(this.#runtime.now()).toISOString() };
      // A conflict means that another node wrote at the same moment: the storage accepts writes.
      await this.#storage.commit({
        reads: [],
        writes: [{ ...ref, kind, fields }],
        events: [],
        result: "null",
      });
      return true;
    } catch {
      return false;
    }
  }
}
