import type { EngineParts } from "../../engine/attempt.ts";
import type { Retention } from "../../model/retention.ts";
import { expireFailedReactions, expireLinks, expireOutcomes } from "./expire-jobs.ts";
import { expirePersonal } from "./expire-personal.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Deletes data that is older than the retention allows, in small commits: keys at once and then
 * every hour, everything else once a day. Every node does it. If two nodes do it at the same time,
 * one of them finds nothing to delete.
 */
export class Expiry {
  readonly #retention: Retention;
  readonly #parts: EngineParts;
  readonly #onError: (error: unknown) => void;
  #cancelHour = () => {};
  #cancelDay = () => {};
  #isStopped = false;

  constructor(retention: Retention, parts: EngineParts, onError: (error: unknown) => void) {
    this.#retention = retention;
    this.#parts = parts;
    this.#onError = onError;
  }

  start(): void {
    this.#hourly();
    // The nodes of a system start together. A random wait keeps them from reading the same at once.
    this.#dailyIn(this.#parts.runtime.random() * hourMs);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelHour();
    this.#cancelDay();
  }

  /** Returns the time before which data is deleted, or undefined if it is always kept. */
  #before(days: number | null): string | undefined {
    const time = this.#parts.runtime.now() - (days ?? 0) * dayMs;
    return days === null ? undefined : new Date(time).toISOString();
  }

  // A step that is running when the node closes fails, because the storage is closed.
  readonly #report = (error: unknown): void => {
    if (!this.#isStopped) this.#onError(error);
  };

  #hourly(): void {
    const { storage, runtime } = this.#parts;
    const keysBefore = this.#before(this.#retention.keys);
    if (keysBefore !== undefined) storage.trim({ keysBefore }).catch(this.#report);
    this.#cancelHour = runtime.timer(hourMs, () => this.#hourly());
  }

  #dailyIn(ms: number): void {
    this.#cancelDay = this.#parts.runtime.timer(ms, () => {
      this.#dailyIn(dayMs);
      void this.#daily().catch(this.#report);
    });
  }

  async #daily(): Promise<void> {
    const { keys, notifications, unread, outcomes, failedReactions, personLogs } = this.#retention;
    const steps = [
      expirePersonal(
        {
          notifications: this.#before(notifications),
          unread: this.#before(unread),
          log: this.#before(personLogs),
        },
        this.#parts,
      ),
      expireOutcomes(this.#before(outcomes), this.#parts),
      expireFailedReactions(this.#before(failedReactions), this.#parts),
      expireLinks(this.#before(keys), this.#parts),
    ];
    for (const step of steps) for await (const _ of step) if (this.#isStopped) return;
  }
}
