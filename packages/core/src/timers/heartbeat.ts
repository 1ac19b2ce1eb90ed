import { type Heartbeat, heartbeats, type Outage } from "../model/heartbeat.ts";
import type { Runtime } from "../runtime.ts";
import type { Storage } from "../storage/storage.ts";

const ref = { collection: heartbeats.name, id: "nodes" };

/** How often a node writes the heartbeat. */
const beatMs = 60_000;
/** If no node has written the heartbeat for longer than this, it was an outage. */
const outageMs = 180_000;
const maxOutages = 20;

const text = (ms: number): string => new Date(ms).toISOString();

/**
 * Writes the heartbeat, one record that all nodes share. It shows when no node was running. Nobody
 * could vote at such a time, so a deadline at such a time is moved.
 */
export class Heartbeats {
  readonly #storage: Storage;
  readonly #runtime: Runtime;
  #beatAt = Number.NEGATIVE_INFINITY;
  #outages: readonly Outage[] = [];

  constructor(storage: Storage, runtime: Runtime) {
    this.#storage = storage;
    this.#runtime = runtime;
  }

  /** The latest outages that this node knows, the oldest first. */
  get outages(): readonly Outage[] {
    return this.#outages;
  }

  /**
   * Writes the heartbeat and reads the outages, if this node has not done so for a while, for
   * example because it was asleep. Call it before deciding whether something is late. Undefined if
   * this node already knows all outages.
   */
  learn(): Promise<void> | undefined {
    return this.#age() <= outageMs ? undefined : this.#write();
  }

  /** Writes the heartbeat if this node has not done so for a minute. Call it often. */
  async beat(): Promise<void> {
    if (this.#age() >= beatMs) await this.#write();
  }

  #age(): number {
    return Math.abs(this.#runtime.now() - this.#beatAt);
  }

  async #write(): Promise<void> {
    const now = this.#runtime.now();
    for (;;) {
      const [stored] = (await this.#storage.get([ref])).records;
      const before = stored?.fields ? (stored.fields as unknown as Heartbeat) : undefined;
      const outages = before ? outagesUntil(now, before) : [];
      // A node whose clock is behind doesn't set the time back.
      const at = before && before.at > text(now) ? before.at : text(now);
      const outcome = await this.#storage.commit({
        reads: [{ ...ref, version: stored?.version ?? 0 }],
        writes: [{ ...ref, kind: before ? "update" : "insert", fields: { at, outages } }],
        events: [],
        result: "null",
      });
      // Another node has written meanwhile. The next attempt reads the outages that it has found.
      if (outcome.status === "conflict") continue;
      this.#beatAt = now;
      this.#outages = outages;
      return;
    }
  }
}

/**
 * Returns the outages until now. If the last heartbeat is old, the time since then is one more
 * outage.
 */
const outagesUntil = (now: number, { at, outages }: Heartbeat): readonly Outage[] =>
  now - Date.parse(at) <= outageMs
    ? outages
    : [...outages, { from: at, until: text(now) }].slice(-maxOutages);
