import type { CallOptions as ApiCallOptions } from "@taskwire/core/model";
import {
  type ErrorCode,
  errorCodes,
  type Limits,
  type Result,
  TaskwireError,
} from "@taskwire/core/protocol";
import type { ClientRuntime } from "./runtime.ts";

/** Options of one call. */
export interface CallOptions extends ApiCallOptions {
  /** Gives up waiting: the call rejects with the signal's reason. A command that was sent may still be carried out. */
  readonly signal?: AbortSignal;
  /**
   * Gives up after so many milliseconds, with `unavailable` when nothing was sent yet and `unknown_outcome` when it was.
   * Without it a call waits as long as it takes to come back online.
   */
  readonly timeoutMs?: number;
}

interface Call {
  readonly id: number;
  readonly frame: string;
  readonly key: string;
  wasSent: boolean;
  /** It was under way when a connection was lost: it may have been carried out already. */
  isInDoubt: boolean;
  settle(result: unknown): void;
  fail(error: unknown): void;
}

/** The calls that wait for their result: sent when there is a connection, sent again with the same key after it was lost. */
export interface Calls {
  call(operation: string, input: unknown, options?: CallOptions): Promise<unknown>;
  connected(limits: Limits): void;
  lost(): void;
  receive(result: Result): void;
  /** Nothing will be sent any more. */
  close(code: ErrorCode, message: string): void;
}

const isTooLarge = (frame: string, bytes: number) =>
  // A UTF-16 unit takes at most three bytes: only what is near the limit has to be counted.
  frame.length * 3 > bytes && new TextEncoder().encode(frame).length > bytes;

function gaveUp({ wasSent, key }: Call, code: ErrorCode, message: string): TaskwireError {
  if (!wasSent) return new TaskwireError(code, `${message} Nothing was sent.`);
  return new TaskwireError(
    "unknown_outcome",
    `${message} Ask again with the same key to know the outcome.`,
    { key },
  );
}

export function createCalls(runtime: ClientRuntime, send: (frame: string) => void): Calls {
  /** In the order in which they were made. */
  const waiting = new Map<number, Call>();
  /** What the server works on. A call that was given up stays until its result is there: the server counts it too. */
  const inFlight = new Set<number>();
  let limits: Limits | undefined;
  let closed: { readonly code: ErrorCode; readonly message: string } | undefined;
  let lastId = 0;

  function flush() {
    for (const call of waiting.values()) {
      if (!limits || inFlight.size >= limits.callsInFlight) return;
      if (inFlight.has(call.id)) continue;
      if (isTooLarge(call.frame, limits.frameBytes)) {
        // The server would close the connection, and all that it carries, for good.
        call.fail(
          new TaskwireError(
            "too_large",
            `A call may have ${limits.frameBytes} bytes; send less at once.`,
          ),
        );
        continue;
      }
      inFlight.add(call.id);
      call.wasSent = true;
      send(call.frame);
    }
  }

  return {
    call(operation, input = {}, { key = runtime.id(), signal, timeoutMs } = {}) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        if (closed) throw new TaskwireError(closed.code, closed.message);
        if (!/^[\x21-\x7e]{8,128}$/.test(key)) {
          throw new TaskwireError(
            "invalid",
            "A key has 8 to 128 printable ASCII characters; leave it out to get one.",
          );
        }
        const id = lastId++;
        const abort = () => call.fail(signal?.reason);
        let endTimer: (() => void) | undefined;
        const done = () => {
          waiting.delete(id);
          endTimer?.();
          signal?.removeEventListener("abort", abort);
        };
        const call: Call = {
          id,
          // Written once: what is sent again is the same to the byte, whatever became of the input since.
          frame: JSON.stringify({ type: "call", id, operation, input, key }),
          key,
          wasSent: false,
          isInDoubt: false,
          settle(result) {
            done();
            resolve(result);
          },
          fail(error) {
            done();
            reject(error);
          },
        };
        signal?.addEventListener("abort", abort);
        if (timeoutMs !== undefined) {
          const message = `No answer to ${operation} within ${timeoutMs} ms.`;
          endTimer = runtime.timer(timeoutMs, () =>
            call.fail(gaveUp(call, "unavailable", message)),
          );
        }
        waiting.set(id, call);
        flush();
      });
    },
    connected(given) {
      limits = given;
      flush();
    },
    lost() {
      limits = undefined;
      for (const id of inFlight) {
        const call = waiting.get(id);
        if (call) call.isInDoubt = true;
      }
      inFlight.clear();
    },
    receive(frame) {
      inFlight.delete(frame.id);
      const call = waiting.get(frame.id);
      if (call && "error" in frame) {
        const { message, details } = frame.error;
        // Only this time it certainly had no effect; of the time before nobody knows.
        const code =
          call.isInDoubt && errorCodes[frame.error.code]?.retry === "later"
            ? "unknown_outcome"
            : frame.error.code;
        call.fail(
          new TaskwireError(
            code,
            message,
            code === "unknown_outcome" ? { ...details, key: call.key } : details,
          ),
        );
      } else if (call && "result" in frame) call.settle(frame.result);
      flush();
    },
    close(code, message) {
      limits = undefined;
      closed = { code, message };
      for (const call of [...waiting.values()]) call.fail(gaveUp(call, code, message));
    },
  };
}
