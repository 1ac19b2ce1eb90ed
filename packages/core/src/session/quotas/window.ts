/** Number of slots in a window. A slot is always forgotten as a whole. */
const slots = 4;

/** Maximum number of keys in one slot. If there are more, the next slot begins early. */
const maxKeysPerSlot = 20_000;

/**
 * Amounts per key in the last `periodMs`. Some amounts can be older, by up to a quarter of this
 * time. The caller passes the current time. A key takes memory only while its amount counts. The
 * number of keys has a limit: if there are too many, the window gets shorter.
 */
export class SlidingWindow {
  readonly #slotMs: number;
  /** The newest is the last one. */
  #slots: { readonly start: number; readonly amounts: Map<string, number> }[] = [];

  constructor(periodMs: number) {
    this.#slotMs = periodMs / slots;
  }

  /** The amount of a key that still counts. */
  amount(key: string, now: number): number {
    this.#forget(now);
    let sum = 0;
    for (const { amounts } of this.#slots) sum += amounts.get(key) ?? 0;
    return sum;
  }

  add(key: string, amount: number, now: number): void {
    this.#forget(now);
    const last = this.#slots.at(-1);
    const isOver =
      !last ||
      now - last.start >= this.#slotMs ||
      (last.amounts.size >= maxKeysPerSlot && !last.amounts.has(key));
    const slot = isOver ? { start: now, amounts: new Map<string, number>() } : last;
    if (isOver) this.#slots.push(slot);
    if (this.#slots.length > slots + 1) this.#slots.shift();
    slot.amounts.set(key, (slot.amounts.get(key) ?? 0) + amount);
  }

  /** Returns the time in ms until at most `amount` of a key counts. */
  waitMs(key: string, amount: number, now: number): number {
    let rest = this.amount(key, now);
    let end = now;
    for (const { start, amounts } of this.#slots) {
      if (rest <= amount) break;
      rest -= amounts.get(key) ?? 0;
      end = this.#endOf(start);
    }
    return end - now;
  }

  /** Returns the time at which the amounts of a slot are forgotten. */
  #endOf(start: number): number {
    return start + this.#slotMs * (slots + 1);
  }

  #forget(now: number): void {
    // If the clock was set back, a slot of a later time would count until the clock reaches that
    // time again.
    const counts = ({ start }: { readonly start: number }) =>
      start <= now && now < this.#endOf(start);
    if (!this.#slots.every(counts)) this.#slots = this.#slots.filter(counts);
  }
}
