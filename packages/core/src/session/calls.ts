import { TaskwireError, toErrorBody } from "../errors.ts";
import type { Result } from "../protocol/down/result.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Up } from "../protocol/up/index.ts";
import type { Runtime } from "../runtime.ts";
import { Bucket } from "./bucket.ts";
import { WorkQueue } from "./work-queue.ts";

type Call = Extract<Up, { type: "call" }>;

/** What the calls need of their session. */
export interface CallsParts {
  readonly limits: Limits;
  readonly runtime: Runtime;
  /** Runs it; resolves to the result's JSON. */
  readonly run: (call: Call) => Promise<string>;
  /** Sends a text, or nothing when the connection is over. */
  readonly send: (text: string) => void;
  /** Resolves when the link has room for a text, or is closed. */
  readonly waitForSpace: (text: string) => Promise<void>;
  readonly isOver: () => boolean;
}

// Results may be large. Who takes nothing has this share of `callsInFlight` built, and no more.
const shareThatRuns = 1 / 8;

/** The calls of one connection: how many and how often, and how many of their results exist at once. */
export class Calls {
  readonly #parts: CallsParts;
  readonly #bucket: Bucket;
  readonly #running: WorkQueue;
  // One after the other: each looks for room behind the one before it.
  readonly #answering = new WorkQueue(1);
  #inFlight = 0;

  constructor(parts: CallsParts) {
    const { limits, runtime } = parts;
    this.#parts = parts;
    this.#bucket = new Bucket(limits.callsPerSecond, limits.callBurst, runtime.now());
    this.#running = new WorkQueue(Math.ceil(limits.callsInFlight * shareThatRuns));
  }

  async receive(call: Call): Promise<void> {
    const { limits, runtime } = this.#parts;
    const wait = this.#inFlight >= limits.callsInFlight ? 100 : this.#bucket.take(runtime.now());
    if (wait > 0) {
      const message =
        "Too many calls at once. Wait for `retryAfterMs`, then repeat with the same key.";
      return this.#fail(call, new TaskwireError("rate_limited", message, { retryAfterMs: wait }));
    }
    this.#inFlight++;
    try {
      await this.#running.run(() => this.#run(call));
    } catch (error) {
      this.#fail(call, error);
    } finally {
      this.#inFlight--;
    }
  }

  async #run(call: Call): Promise<void> {
    const { waitForSpace, run, send, isOver } = this.#parts;
    await waitForSpace("");
    // It ended meanwhile: who comes back repeats the call.
    if (isOver()) return;
    const result = await run(call);
    await this.#answering.run(async () => {
      await waitForSpace(result);
      // The result is JSON already.
      send(`{"type":"result","id":${call.id},"result":${result}}`);
    });
  }

  #fail({ id }: Call, error: unknown): void {
    const frame: Result = { type: "result", id, error: toErrorBody(error) };
    this.#parts.send(JSON.stringify(frame));
  }
}
