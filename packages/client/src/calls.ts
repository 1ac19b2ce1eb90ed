import type { CallOptions as ApiCallOptions } from "@taskwire/core/model";
import {
  type Down,
  type ErrorCode,
  type Limits,
  type Result,
  TaskwireError,
} from "@taskwire/core/protocol";
import { errorFrom } from "./errors.ts";
import { isBusy } from "./retry.ts";
import type { ClientRuntime } from "./runtime.ts";

/** Options of one call. */
export interface CallOptions extends ApiCallOptions {
  /**
   * Stops waiting when the signal aborts: the call rejects with the signal's reason. A command that
   * was sent may still take effect.
   */
  readonly signal?: AbortSignal;
  /**
   * Stops waiting after so many milliseconds. The call rejects with `unavailable` if it was never
   * sent, and with `unknown_outcome` if it was. Without it, a call waits until the client is online
   * again.
   */
  readonly timeoutMs?: number;
}

interface Call {
  readonly id: number;
  readonly frame: string;
  readonly key: string;
  /** How often it was sent, each time on another connection. */
  attempts: number;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** The calls that wait for a result. After a reconnect they are sent again with the same key. */
export interface Calls {
  call(operation: string, input: unknown, options?: CallOptions): Promise<unknown>;
  /** Takes a result, or the limits of a new connection. Sends what waits. */
  receive(frame: Down): void;
  /** The connection is lost. Calls without a result are sent again on the next one. */
  lost(): void;
  /** Rejects every call from now on, and the ones that wait. */
  close(error: TaskwireError): void;
}

/** The error of a call that got no answer, and whose effect is unknown if it was sent. */
const unanswered = ({ attempts, key }: Call, code: ErrorCode, message: string): TaskwireError =>
  attempts > 0
    ? new TaskwireError(
        "unknown_outcome",
        `${message} Ask again with the same key to know the outcome.`,
        { key },
      )
    : new TaskwireError(code, `${message} Nothing was sent.`);

export function createCalls(runtime: ClientRuntime, send: (frame: string) => void): Calls {
  /** By id, in the order in which they were made. */
  const waiting = new Map<number, Call>();
  /**
   * Ids of the calls that the server works on. A call that was given up counts until its result
   * arrives, because the server counts it too.
   */
  const inFlight = new Set<number>();
  let limits: Limits | undefined;
  let closed: TaskwireError | undefined;
  let lastId = 0;

  function sendWaiting() {
    for (const call of waiting.values()) {
      if (!limits || inFlight.size >= limits.callsInFlight) return;
      if (inFlight.has(call.id)) continue;
      if (new TextEncoder().encode(call.frame).length > limits.frameBytes) {
        // The server would close the connection, with everything on it, for good.
        call.reject(
          new TaskwireError("too_large", `A call may have ${limits.frameBytes} bytes; send less.`),
        );
        continue;
      }
      inFlight.add(call.id);
      call.attempts++;
      send(call.frame);
    }
  }

  function settle(frame: Result) {
    inFlight.delete(frame.id);
    const call = waiting.get(frame.id);
    if (!call) return;
    if (!("error" in frame)) return call.resolve(frame.result);
    const { code, message, details } = frame.error;
    // If the server was busy, this attempt had no effect. An attempt before it may have had one.
    const isUnknown = code === "unknown_outcome" || (call.attempts > 1 && isBusy(code));
    call.reject(
      isUnknown
        ? new TaskwireError("unknown_outcome", message, { ...details, key: call.key })
        : errorFrom(frame.error),
    );
  }

  return {
    call(operation, input = {}, { key = runtime.id(), signal, timeoutMs } = {}) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        if (closed) throw closed;
        if (!/^[\x21-\x7e]{8,128}$/.test(key))
          throw new TaskwireError("invalid", "A key has 8 to 128 printable ASCII characters.");
        const id = lastId++;
        const abort = () => call.reject(signal?.reason);
        let cancelTimeout: (() => void) | undefined;
        const end =
          <Value>(settle: (value: Value) => void) =>
          (value: Value) => {
            waiting.delete(id);
            cancelTimeout?.();
            signal?.removeEventListener("abort", abort);
            settle(value);
          };
        const call: Call = {
          id,
          // Written once: a repeat has the same bytes, even if the input was changed since.
          frame: JSON.stringify({ type: "call", id, operation, input, key }),
          key,
          attempts: 0,
          resolve: end(resolve),
          reject: end(reject),
        };
        signal?.addEventListener("abort", abort);
        if (timeoutMs !== undefined)
          cancelTimeout = runtime.timer(timeoutMs, () =>
            call.reject(
              unanswered(call, "unavailable", `No answer to ${operation} within ${timeoutMs} ms.`),
            ),
          );
        waiting.set(id, call);
        sendWaiting();
      });
    },
    lost() {
      limits = undefined;
      inFlight.clear();
    },
    receive(frame) {
      if (frame.type === "welcome") limits = frame.limits;
      else if (frame.type === "result") settle(frame);
      sendWaiting();
    },
    close(error) {
      limits = undefined;
      closed = error;
      for (const call of waiting.values()) call.reject(unanswered(call, error.code, error.message));
    },
  };
}
