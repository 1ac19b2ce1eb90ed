import type { Rates } from "../../engine/charging.ts";
import { isUserId } from "../../model/ids.ts";
import { type Quotas, type RateName, rateNames } from "../../model/quota.ts";
import type { Runtime } from "../../runtime.ts";
import { SlidingWindow } from "./window.ts";

const hourMs = 3_600_000;

const periods: { readonly [R in RateName]: number } = {
  bytesPerDay: 24 * hourMs,
  postsPerHour: hourMs,
  notificationsPerHour: hourMs,
  notificationsToOnePerHour: hourMs,
};

/**
 * Amounts that other nodes report can use up at most this share of a quota. The reason: anybody who
 * reaches the transport can forge such reports. The rest is so small that up to eight nodes together
 * allow little more than one quota.
 */
const hintedShare = 7 / 8;

/** An amount is reported to the other nodes when it has grown by this share of its quota. */
const sharedShare = 1 / 8;

/**
 * Maximum number of keys whose amounts wait to be reported. If there are more, all of these amounts
 * are forgotten.
 */
const maxUnshared = 20_000;

interface Rate {
  readonly quota: number;
  readonly own: SlidingWindow;
  /** The amounts that other nodes have reported. */
  readonly hinted: SlidingWindow;
}

/**
 * Counts the amounts that people have used lately on all nodes, for the quotas per hour and per
 * day. The counts are in memory, so they begin at 0 when a node starts.
 */
export class Usage implements Rates {
  readonly #rates = new Map<RateName, Rate>();
  readonly #runtime: Runtime;
  /**
   * Called with a rate and a key, as one text, if their amount should be reported to the other
   * nodes. Undefined if there are none.
   */
  readonly #share: ((topic: string) => void) | undefined;
  /** The amounts that the other nodes don't know yet. */
  readonly #unshared = new Map<string, number>();

  constructor(quotas: Quotas, runtime: Runtime, share?: (topic: string) => void) {
    this.#runtime = runtime;
    this.#share = share;
    for (const name of rateNames) {
      const quota = quotas[name];
      if (quota === null) continue;
      const window = () => new SlidingWindow(periods[name]);
      this.#rates.set(name, { quota, own: window(), hinted: window() });
    }
  }

  left(name: RateName, key: string): number {
    const rate = this.#rates.get(name);
    if (!rate) return Number.POSITIVE_INFINITY;
    const now = this.#runtime.now();
    return Math.max(0, rate.quota - rate.own.amount(key, now) - hintedAmount(rate, key, now));
  }

  waitMs(name: RateName, key: string, amount: number): number {
    const rate = this.#rates.get(name);
    if (!rate || amount <= this.left(name, key)) return 0;
    const now = this.#runtime.now();
    const { quota, own, hinted } = rate;
    const ownAmount = Math.max(0, quota - amount - hintedAmount(rate, key, now));
    const hintedLeft = Math.max(0, quota - amount - own.amount(key, now));
    const waits = [own.waitMs(key, ownAmount, now), hinted.waitMs(key, hintedLeft, now)];
    const known = waits.filter((ms) => ms > 0);
    // An amount above the whole quota is never allowed.
    return known.length > 0 ? Math.min(...known) : periods[name];
  }

  add(name: RateName, key: string, amount: number): void {
    const rate = this.#rates.get(name);
    if (!rate) return;
    rate.own.add(key, amount, this.#runtime.now());
    if (this.#share) this.#note(rate, `${name} ${key}`, amount, this.#share);
  }

  #note({ quota }: Rate, topic: string, amount: number, share: (topic: string) => void): void {
    // Long keys don't fit into a message to the other nodes.
    if (!isUserId(topic)) return;
    if (this.#unshared.size >= maxUnshared) this.#unshared.clear();
    const unshared = (this.#unshared.get(topic) ?? 0) + amount;
    this.#unshared.set(topic, unshared);
    if (unshared >= Math.max(1, quota * sharedShare)) share(topic);
  }

  /** Returns the amount that the other nodes don't know yet. The caller reports it. */
  takeUnshared(topic: string): number {
    const amount = this.#unshared.get(topic) ?? 0;
    this.#unshared.delete(topic);
    return amount;
  }

  /** Counts an amount that another node has reported. */
  spentElsewhere(topic: string, amount: number): void {
    const [name = "", ...key] = topic.split(" ");
    const rate = this.#rates.get(name as RateName);
    rate?.hinted.add(key.join(" "), Math.min(amount, rate.quota), this.#runtime.now());
  }
}

const hintedAmount = ({ hinted, quota }: Rate, key: string, now: number): number =>
  Math.min(hintedShare * quota, hinted.amount(key, now));
