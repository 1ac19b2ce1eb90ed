import { setTimeout as sleep } from "node:timers/promises";
import type { ClientCore } from "@taskwire/client";
import type { Node } from "./node.ts";

/** A period without Redis, in ms of `performance.now()`. */
export interface Away {
  readonly from: number;
  readonly to: number;
}

/** A user who creates tasks on a board through one server, one after another. */
export class Writer implements Disposable {
  /** When each task was acknowledged, by title. */
  readonly acknowledged = new Map<string, number>();
  readonly failures: string[] = [];
  /** The longest time until an acknowledgement, in ms. */
  slowest = 0;
  readonly #client: ClientCore;
  readonly #boardId: string;
  #count = 0;
  #isWorking = true;
  #wake: (() => void)[] = [];

  constructor(node: Node, boardId = "sales") {
    this.#client = node.client("dao");
    this.#boardId = boardId;
  }

  /** Creates one task. */
  async write(): Promise<void> {
    const title = `${this.#boardId} ${++this.#count}`;
    const start = performance.now();
    try {
      await this.#client.call("tasks.create", { boardId: this.#boardId, title });
      this.slowest = Math.max(this.slowest, performance.now() - start);
      this.acknowledged.set(title, performance.now());
    } catch (error) {
      this.failures.push(String(error));
    }
    for (const wake of this.#wake) wake();
    this.#wake = [];
  }

  /** Creates tasks one after another until it is stopped. */
  async work(pauseMs: number): Promise<void> {
    while (this.#isWorking) {
      await this.write();
      await sleep(pauseMs);
    }
  }

  /** Resolves when `count` more have been acknowledged, to the title of the last. */
  async more(count: number): Promise<string> {
    const due = this.acknowledged.size + count;
    while (this.acknowledged.size < due)
      await new Promise<void>((resolve) => void this.#wake.push(resolve));
    return [...this.acknowledged.keys()].at(-1) as string;
  }

  stop(): void {
    this.#isWorking = false;
  }

  [Symbol.dispose](): void {
    this.stop();
    this.#client.close();
  }
}

/** A user who follows a board through one server. */
export class Watcher implements Disposable {
  /** When each task was first seen, by title. */
  readonly seen = new Map<string, number>();
  readonly problems: string[] = [];
  readonly #client: ClientCore;
  #wake: (() => void)[] = [];

  private constructor(client: ClientCore) {
    this.#client = client;
  }

  static async on(node: Node, boardId = "sales"): Promise<Watcher> {
    const client = node.client("nok");
    const watcher = new Watcher(client);
    await new Promise<void>((resolve) => {
      client.subscribe(`board:${boardId}`, {
        onEvents: (events) => watcher.#take(events),
        onReload: (reason) => void watcher.problems.push(`reload: ${reason}`),
        onEnd: (error) => void watcher.problems.push(String(error)),
        onSubscribed: () => resolve(),
      });
    });
    return watcher;
  }

  #take(events: readonly { readonly type: string }[]): void {
    for (const event of events) {
      if (event.type !== "task.created") continue;
      const { title } = (event as unknown as { data: { task: { title: string } } }).data.task;
      if (this.seen.has(title)) this.problems.push(`${title} came twice`);
      this.seen.set(title, performance.now());
    }
    for (const wake of this.#wake) wake();
    this.#wake = [];
  }

  async sees(title: string): Promise<void> {
    while (!this.seen.has(title))
      await new Promise<void>((resolve) => void this.#wake.push(resolve));
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}

/**
 * How late each task was seen on the other server, in ms: counted from the acknowledgement
 * (`worstAway`, if Redis was away), and from when Redis was there for a second (`worstThere`).
 */
export function judge(writer: Writer, watcher: Watcher, aways: readonly Away[]) {
  const problems = [...writer.failures, ...watcher.problems];
  let worstAway = 0;
  let worstThere = 0;
  for (const [title, acknowledged] of writer.acknowledged) {
    const seen = watcher.seen.get(title);
    if (seen === undefined) {
      problems.push(`${title} was never seen`);
      continue;
    }
    const late = seen - acknowledged;
    // The beginning of the first whole second with Redis, at or after the acknowledgement.
    let start = acknowledged;
    for (const { from, to } of aways) if (from < start + 1_000 && to > start) start = to;
    if (start > acknowledged) worstAway = Math.max(worstAway, late);
    worstThere = Math.max(worstThere, seen - start);
    if (late > 5_000) problems.push(`${title} was seen ${late.toFixed()} ms late`);
    if (seen - start > 1_000)
      problems.push(`${title} was seen ${(seen - start).toFixed()} ms after Redis was there`);
  }
  return { problems, worstAway, worstThere };
}
