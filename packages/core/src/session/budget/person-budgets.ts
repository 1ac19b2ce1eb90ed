import { TaskwireError } from "../../errors.ts";
import type { Observation } from "../../model/observation.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { Runtime } from "../../runtime.ts";
import { WorkQueue } from "../work-queue.ts";
import { Bucket } from "./bucket.ts";
import { maxCost, SharedBucket } from "./shared-bucket.ts";

// The limit for frames of all types, as a multiple of the limit for calls. It allows for pongs,
// subscriptions and new tokens, which are rare.
const framesPerCall = 5;
// A subscription is cheap, because a client that reconnects subscribes to all its topics at once.
const callsPerSubscription = 1 / 4;
// Beyond this number of budgets, hints about further people are ignored, and further networks share one budget.
const maxBudgets = 50_000;

/** One person's budgets on this node. */
class PersonBudget {
  readonly calls: SharedBucket;
  frames: Bucket | undefined;
  queries: WorkQueue | undefined;
  /** Spent calls of which the other nodes do not know. */
  unshared = 0;

  constructor(calls: SharedBucket) {
    this.calls = calls;
  }
}

/**
 * The budgets of all people on this node. One budget is for all of a person's connections and HTTP
 * requests. Its unit is a call. A call costs one before it runs, and more afterwards if its answer
 * is large; the person may get into debt. A budget stays when the person's connections end, so
 * nobody gets a new one by reconnecting. A budget is forgotten when it is full again.
 */
export class PersonBudgets {
  readonly #limits: Limits;
  readonly #runtime: Runtime;
  /** Called when a person has spent so much that the other nodes should know. */
  readonly #share: (userId: string) => void;
  /** Is called with limits that were reached, and with what people were charged. */
  readonly #observed: ((observation: Observation) => void) | undefined;
  readonly #shareFrom: number;
  readonly #maxCost: number;
  // A budget moves to `recent` when it is used. If it stays in `older` for a whole period, it is
  // usually full again.
  #recent = new Map<string, PersonBudget>();
  #older = new Map<string, PersonBudget>();
  readonly #periodMs: number;
  #periodEnd: number;

  constructor(
    limits: Limits,
    runtime: Runtime,
    share: (userId: string) => void = () => {},
    observed?: (observation: Observation) => void,
  ) {
    const { callsPerSecond, callBurst } = limits;
    this.#limits = limits;
    this.#runtime = runtime;
    this.#share = share;
    this.#observed = observed;
    this.#shareFrom = Math.max(1, callBurst / 8);
    this.#maxCost = maxCost(limits);
    const fillMs = (this.#maxCost / callsPerSecond) * 1000;
    // The budget of frames needs a bit more time to become full again than the budget of calls.
    const framesMs = (framesBurst(limits) / (framesPerCall * callsPerSecond)) * 1000;
    this.#periodMs = Math.max(1_000, fillMs, framesMs);
    this.#periodEnd = runtime.now() + this.#periodMs;
  }

  /** Number of people who are remembered. */
  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  /**
   * Forgets the budgets that are full again. The timer also does this while nobody makes calls.
   */
  tick(): void {
    this.#checkPeriod(this.#runtime.now());
  }

  /** Returns who pays for the calls of a network without a session. Many networks can't fill the memory. */
  payerOf(network: string): string {
    const payer = `network ${network}`;
    const isKnown = this.#recent.has(payer) || this.#older.has(payer);
    return isKnown || this.size < maxBudgets ? payer : "network others";
  }

  /** Takes one call and returns 0, or returns the ms until the person can have one. */
  takeCall(userId: string): 0 | number {
    const now = this.#runtime.now();
    const person = this.#of(userId, now);
    const waitMs = person.calls.take(now);
    if (waitMs === 0) this.#spent(person, userId, 1);
    else this.#observed?.({ type: "limit", limit: "calls" });
    return waitMs;
  }

  /** Takes one frame of a connection. Returns whether there was one. */
  takeFrame(userId: string): boolean {
    const now = this.#runtime.now();
    return this.#takeFrame(this.#of(userId, now), now);
  }

  /**
   * Charges for a new connection and its first frame. Returns false if the person owes more than a
   * whole burst: then even connecting has to wait.
   */
  takeConnection(userId: string): boolean {
    const now = this.#runtime.now();
    const person = this.#of(userId, now);
    if (person.calls.level(now) <= -this.#limits.callBurst) return false;
    this.charge(userId, 1);
    return this.#takeFrame(person, now);
  }

  /** Charges for work that was done already. */
  charge(userId: string, calls: number): void {
    if (calls === 0) return;
    const now = this.#runtime.now();
    const person = this.#of(userId, now);
    person.calls.charge(now, calls);
    this.#spent(person, userId, Math.min(calls, this.#maxCost));
  }

  /** Charges for a subscription. Returns in how many ms it may begin. */
  takeSubscription(userId: string): 0 | number {
    this.charge(userId, callsPerSubscription);
    return this.debtMs(userId);
  }

  /** Returns the ms until the person has no debt. */
  debtMs(userId: string): 0 | number {
    const now = this.#runtime.now();
    return this.#of(userId, now).calls.waitMs(now, 0);
  }

  /**
   * Runs a query. A person's queries run one after the other, because nobody knows in advance how
   * large an answer will be.
   *
   * @throws {TaskwireError} `rate_limited` if too many queries wait, or if those before it cost more
   * than the person may spend.
   */
  query(userId: string, run: () => Promise<string>): Promise<string> {
    const person = this.#of(userId, this.#runtime.now());
    person.queries ??= new WorkQueue(1);
    if (person.queries.isIdle) return person.queries.run(run);
    if (person.queries.waiting >= this.#limits.callsInFlight) throw this.#tooManyQueries(100);
    return person.queries.run(() => {
      const waitMs = this.debtMs(userId);
      if (waitMs > 0) throw this.#tooManyQueries(waitMs);
      return run();
    });
  }

  /** Returns what the person has spent since the last time, for the other nodes. */
  takeUnshared(userId: string): number {
    const person = this.#recent.get(userId) ?? this.#older.get(userId);
    const unshared = person?.unshared ?? 0;
    if (person) person.unshared = 0;
    return unshared;
  }

  /** The person has spent this on another node. */
  spentElsewhere(userId: string, calls: number): void {
    const isKnown = this.#recent.has(userId) || this.#older.has(userId);
    if (!isKnown && this.size >= maxBudgets) return;
    const now = this.#runtime.now();
    this.#of(userId, now).calls.chargeElsewhere(now, calls);
  }

  #of(userId: string, now: number): PersonBudget {
    this.#checkPeriod(now);
    const recent = this.#recent.get(userId);
    if (recent) return recent;
    const person = this.#older.get(userId) ?? new PersonBudget(new SharedBucket(this.#limits, now));
    this.#older.delete(userId);
    this.#recent.set(userId, person);
    return person;
  }

  // A period also ends if the clock was set back, because otherwise its end would be far away.
  #checkPeriod(now: number): void {
    if (now >= this.#periodEnd || this.#periodEnd - now > this.#periodMs) this.#endPeriod(now);
  }

  #endPeriod(now: number): void {
    const isLongAgo = now - this.#periodEnd >= this.#periodMs;
    const before = isLongAgo ? [...this.#older, ...this.#recent] : this.#older;
    const kept = isLongAgo ? new Map<string, PersonBudget>() : this.#recent;
    // A person with a running query is kept. Otherwise a second query could start at the same time.
    for (const [userId, person] of before)
      if ((person.queries && !person.queries.isIdle) || !person.calls.isFull(now))
        kept.set(userId, person);
    this.#older = kept;
    this.#recent = new Map();
    this.#periodEnd = now + this.#periodMs;
  }

  #takeFrame(person: PersonBudget, now: number): boolean {
    person.frames ??= new Bucket(
      framesPerCall * this.#limits.callsPerSecond,
      framesBurst(this.#limits),
      now,
    );
    return person.frames.take(now) === 0;
  }

  #tooManyQueries(waitMs: number): TaskwireError {
    this.#observed?.({ type: "limit", limit: "queries" });
    return tooManyCalls(waitMs);
  }

  #spent(person: PersonBudget, userId: string, calls: number): void {
    this.#observed?.({ type: "charge", calls });
    person.unshared += calls;
    if (person.unshared >= this.#shareFrom) this.#share(userId);
  }
}

// A client that comes back subscribes to all its topics and repeats all its calls at once.
const framesBurst = ({ callBurst, callsInFlight, topics }: Limits): number =>
  framesPerCall * callBurst + callsInFlight + topics;

/** The refusal of a call that comes too early. */
export const tooManyCalls = (retryAfterMs: number): TaskwireError =>
  new TaskwireError(
    "rate_limited",
    "Too many calls at once, or too large answers. Wait for `retryAfterMs`, then repeat with the same key.",
    { retryAfterMs },
  );
