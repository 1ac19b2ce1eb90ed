import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Limits, TaskwireError } from "@taskwire/core/adapter";
import { SocketEnds } from "./socket-ends.ts";

type UnreadLimits = Pick<Limits, "bufferedBytes" | "callBurst" | "stalledMs">;

interface Person {
  /** The bytes of the answers that are being made, or that the client has not read yet. */
  bytes: number;
  readonly waiting: Set<() => void>;
}

/** The space of one answer. It is free again when the answer was read, or its connection has ended. */
export interface AnswerSpace {
  /** Call it as soon as the answer was passed to Node, with its number of bytes. */
  sent(bytes: number): void;
  /** Frees the space at once. Call it if no answer could be made. */
  free(): void;
}

/**
 * Counts the answers that the clients have not read yet. If a person doesn't read answers, no
 * further ones are made for this person, on any connection. If a connection takes no bytes for a
 * while, it is closed.
 */
export class UnreadAnswers {
  readonly #limits: UnreadLimits;
  readonly #people = new Map<string, Person>();
  readonly #ends = new SocketEnds();

  constructor(limits: UnreadLimits) {
    this.#limits = limits;
  }

  /**
   * Takes space for an answer of this person, and waits for it. Resolves to undefined if the
   * connection has ended, even before the call.
   *
   * @throws {TaskwireError} `rate_limited` if too many calls of the person wait already.
   */
  async take(
    userId: string,
    response: ServerResponse,
    bytes: number,
  ): Promise<AnswerSpace | undefined> {
    const { socket } = response.req;
    const hasEnded = () => socket.destroyed || response.destroyed;
    // The end of a connection is reported only once. So the space of one that has ended already would never be free again.
    if (hasEnded()) return undefined;
    const person = this.#people.get(userId) ?? { bytes: 0, waiting: new Set() };
    this.#people.set(userId, person);
    while (person.bytes > 0 && person.bytes + bytes > this.#limits.bufferedBytes) {
      if (person.waiting.size >= this.#limits.callBurst)
        throw new TaskwireError("rate_limited", "Read the answers of your other calls first.", {
          retryAfterMs: 1_000,
        });
      await new Promise<void>((resolve) => {
        const go = () => {
          person.waiting.delete(go);
          this.#ends.forget(socket, go);
          resolve();
        };
        person.waiting.add(go);
        this.#ends.once(socket, go);
      });
      if (hasEnded()) return void this.#free(userId, person, 0);
    }
    person.bytes += bytes;
    let taken = bytes;
    let stopWatching = () => {};
    let isFree = false;
    const free = () => {
      if (isFree) return;
      isFree = true;
      response.off("close", free);
      this.#ends.forget(socket, free);
      stopWatching();
      this.#free(userId, person, taken);
    };
    response.once("close", free);
    // If a response waits behind another one on the same connection, it gets no event when the
    // connection ends.
    this.#ends.once(socket, free);
    return {
      free,
      sent: (sent) => {
        // The connection ended before the answer was made.
        if (isFree) return;
        // Usually the operating system accepts the whole answer at once. Then there is nothing to
        // watch.
        if (response.writableEnded && response.writableLength === 0) return free();
        person.bytes += sent - taken;
        taken = sent;
        stopWatching = endStalled(socket, this.#limits.stalledMs);
      },
    };
  }

  #free(userId: string, person: Person, bytes: number): void {
    person.bytes -= bytes;
    const [next] = person.waiting;
    if (next) next();
    else if (person.bytes === 0 && this.#people.get(userId) === person) this.#people.delete(userId);
  }
}

/**
 * Closes a connection that takes no bytes for this time. Returns a function that stops watching.
 */
function endStalled(socket: Socket, stalledMs: number): () => void {
  let taken = -1;
  const timer = setInterval(() => {
    const now = socket.bytesWritten - socket.writableLength;
    if (now === taken) socket.destroy();
    taken = now;
  }, stalledMs);
  timer.unref();
  return () => clearInterval(timer);
}
