import { type Heartbeat, heartbeats, type Outage } from "../model/heartbeat.ts";
import type { Runtime } from "../runtime.ts";
import type { Storage } from "../storage/storage.ts";

const ref = { collection: heartbeats.name, id: "nodes" };

/** How often a node writes its sign of life. */
const beatMs = 60_000;
/** If no node has been seen for longer than this, it was an outage. */
const outageMs = 180_000;
const maxOutages = 20;

const text = (ms: number): string => new Date(ms).toISOString();

/**
 * Writes a sign of life for all nodes, and finds out when no node was running. Only then nobody could vote, so only
 * then a deadline is moved.
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
   * Writes a sign of life if this node's last one is old. A node that was asleep calls it before it judges what is
   * late. Resolves when this node knows all outages until now; undefined if it does already.
   */
  learn(): Promise<void> | undefined {
    return this.#age() <= outageMs ? undefined : this.#write();
  }

  /** Writes a sign of life if this node's last one is a minute old. Call it often. */
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

/** The outages until now: if no node was seen for a while, this was one more. */
const outagesUntil = (now: number, { at, outages }: Heartbeat): readonly Outage[] =>
  now - Date.parse(at) <= outageMs
    ? outages
    : [...outages, { from: at, until: text(now) }].slice(-maxOutages);
