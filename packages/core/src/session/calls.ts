import { toErrorBody } from "../errors.ts";
import type { SharedAnswer } from "../model/shared-answer.ts";
import type { Result } from "../protocol/down/result.ts";
import type { Up } from "../protocol/up/index.ts";
import { tooManyCalls } from "./budget/person-budgets.ts";
import type { Connection } from "./connection.ts";
import { maxBytesPerUnit, type PreparedFrame } from "./link.ts";
import { WorkQueue } from "./work-queue.ts";

type Call = Extract<Up, { type: "call" }>;

// On a slow line nothing else arrives while an answer does. So an answer that is not compressed has
// only this part of `answerBytes`.
const maxPieces = 8;
// Compression saves nothing worth its time below this length.
const minCompressed = 8 * 1024;

// Results may be large. So only this share of `callsInFlight` runs at a time. If a client reads
// nothing, no more results are computed.
const runningShare = 1 / 8;

/**
 * The calls of one connection. It limits how many there are at a time, and how many results wait in
 * memory. The budget of the person limits how often they come.
 */
export class Calls {
  readonly #connection: Connection;
  readonly #running: WorkQueue;
  // One at a time, so that a client with many calls does not take the threads that compress for all.
  readonly #compressing = new WorkQueue(1);
  #inFlight = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#running = new WorkQueue(Math.ceil(connection.parts.limits.callsInFlight * runningShare));
  }

  /** Runs a call and sends its result or its error. Never rejects. */
  async receive(call: Call): Promise<void> {
    const { parts, userId } = this.#connection;
    const isFull = this.#inFlight >= parts.limits.callsInFlight;
    if (isFull) parts.observed?.({ type: "limit", limit: "callsInFlight" });
    const retryAfterMs = isFull ? 100 : parts.budgets.takeCall(userId);
    if (retryAfterMs > 0) return this.#fail(call, tooManyCalls(retryAfterMs));
    this.#inFlight++;
    const turn = this.#running.start();
    if (turn !== undefined) await turn;
    try {
      await this.#run(call);
    } catch (error) {
      this.#fail(call, error);
    } finally {
      this.#running.end();
      this.#inFlight--;
    }
  }

  async #run({ id, operation, input, key }: Call): Promise<void> {
    const { parts, userId } = this.#connection;
    const space = this.#connection.waitForSpace(0);
    if (space !== undefined) await space;
    // The connection ended during the wait. The client repeats the call on the next one.
    if (this.#connection.state === "over") return;
    const { compress } = this.#connection.link;
    let shared: SharedAnswer | undefined;
    const result = await parts.call(userId, operation, input, key, {
      pieces: compress ? 1 : maxPieces,
      shares: (answer) => {
        shared = answer;
      },
    });
    // The result is JSON already, so it is not encoded again.
    const before = `{"type":"result","id":${id},"result":`;
    if (!compress || result.length < minCompressed)
      return this.#connection.sendLarge(result.length * maxBytesPerUnit, () =>
        this.#send(`${before}${result}}`),
      );
    await this.#compressing.run(async () => {
      const frame = await compress(
        shared
          ? { before: before + shared.before, shared: shared.part, after: "}" }
          : { before: `${before}${result}}` },
      );
      await this.#connection.sendLarge(frame.bytes?.length ?? 0, () => this.#send(frame));
    });
  }

  #fail({ id }: Call, error: unknown): void {
    const frame: Result = { type: "result", id, error: toErrorBody(error) };
    this.#send(JSON.stringify(frame));
  }

  #send(frame: string | PreparedFrame): void {
    if (this.#connection.state === "open") this.#connection.link.send(frame);
  }
}
