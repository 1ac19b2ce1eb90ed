import type { CallOptions as ApiCallOptions } from "@taskwire/core/model";
import {
  type Down,
  type ErrorBody,
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
   * Stops waiting after this number of milliseconds. The call rejects with `unavailable` if it was
   * never sent, and with `unknown_outcome` if it was. Without it, a call waits until the client is
   * online again.
   */
  readonly timeoutMs?: number;
}

interface Call {
  readonly id: number;
  readonly frame: string;
  readonly key: string;
  readonly subject: unknown;
  /**
   * The number of attempts. It does not count those that the server refused with `rate_limited`.
   */
  attempts: number;
  /** How often the server may still refuse it with `rate_limited`. */
  patience: number;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** The calls that wait for a result. After a reconnect they are sent again with the same key. */
export interface Calls {
  call(operation: string, input: unknown, options?: CallOptions): Promise<unknown>;
  /** Handles a result, or the limits of a new connection. Then sends the calls that are waiting. */
  receive(frame: Down): void;
  /** Rejects the waiting calls, and every call from now on. */
  close(error: TaskwireError): void;
}

/**
 * If calls come too fast, the server says how long to wait. If that is longer than this, the call
 * fails, and the caller decides what to do.
 */
const maxPauseMs = 5_000;
const maxPauses = 50;

// The order of queries makes no difference. A call that creates a task has no subject, because
// nobody knows the task's id yet.
const withoutSubject = /^tasks.create|\.(get|list|open|history|suggest)$/;

/**
 * The id of the thing that a call is about. Undefined if no other call has to wait for this one.
 */
function subjectOf(operation: string, input: unknown): unknown {
  const { taskId, messageId, roomId, userId, target, boardId } = Object(input);
  return withoutSubject.test(operation)
    ? undefined
    : (taskId ?? messageId ?? roomId ?? userId ?? target ?? boardId);
}

export function createCalls(runtime: ClientRuntime, send: (frame: string) => boolean): Calls {
  /** By id, in the order in which they were made. */
  const waiting = new Map<number, Call>();
  /**
   * The subjects of the calls that the server is working on, by the id of the call. A call that was
   * given up stays here until its result arrives, because the server still counts it.
   */
  const inFlight = new Map<number, unknown>();
  /**
   * How many calls may be in flight. It falls when the server refuses a call with `rate_limited`,
   * and then rises again.
   */
  let width = Infinity;
  /** Ends the pause that follows such a refusal. */
  let endPause: (() => void) | undefined;
  let limits: Limits | undefined;
  let closed: TaskwireError | undefined;
  let lastId = 0;

  function sendWaiting() {
    // Calls on one subject are sent one by one, in the order in which they were made.
    const busy = new Set(inFlight.values());
    for (const call of waiting.values()) {
      const { id, subject } = call;
      if (!limits || endPause || inFlight.size + 1 > Math.min(width, limits.callsInFlight)) return;
      if (inFlight.has(id) || (subject && busy.has(subject))) continue;
      // A Blob could count the bytes too, but a browser takes many times longer to make one.
      if (new TextEncoder().encode(call.frame).length > limits.frameBytes) {
        // The server would close the connection for good, with all its calls and subscriptions.
        call.reject(new TaskwireError("too_large", `Over ${limits.frameBytes} bytes.`));
        continue;
      }
      if (!send(call.frame)) return;
      busy.add(subject);
      inFlight.set(id, subject);
      call.attempts++;
    }
  }

  // If the call was sent, its outcome is unknown.
  const giveUp = (call: Call, error: Pick<ErrorBody, "code" | "message">) =>
    call.reject(errorFrom(error, call.attempts > 0 && call.key));

  function settle(frame: Result) {
    inFlight.delete(frame.id);
    width += 0.5 / width;
    const call = waiting.get(frame.id);
    if (!call) return;
    if (!("error" in frame)) return call.resolve(frame.result);
    const { code, details } = frame.error;
    const pauseMs = details?.retryAfterMs as number;
    if (code === "rate_limited" && pauseMs <= maxPauseMs && call.patience--) {
      call.attempts--;
      width = 1;
      endPause?.();
      endPause = runtime.timer(pauseMs, () => {
        endPause = undefined;
        sendWaiting();
      });
      return;
    }
    // If the server was busy, this attempt had no effect. But an earlier attempt may have had one.
    const isUnknown = code === "unknown_outcome" || (call.attempts > 1 && isBusy(code));
    call.reject(errorFrom(frame.error, isUnknown && call.key));
  }

  return {
    call(operation, input = {}, { key = runtime.id(), signal, timeoutMs } = {}) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        if (closed) throw closed;
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
          // The frame is encoded once. So a repeat has the same bytes, even if the app has changed
          // the input object since.
          frame: JSON.stringify({ type: "call", id, operation, input, key }),
          key,
          subject: subjectOf(operation, input),
          attempts: 0,
          patience: maxPauses,
          resolve: end(resolve),
          reject: end(reject),
        };
        signal?.addEventListener("abort", abort);
        if (timeoutMs !== undefined)
          cancelTimeout = runtime.timer(timeoutMs, () =>
            giveUp(call, {
              code: "unavailable",
              message: `No answer within ${timeoutMs} ms.`,
            }),
          );
        waiting.set(id, call);
        sendWaiting();
      });
    },
    receive(frame) {
      if (frame.type === "welcome") {
        ({ limits } = frame);
        width = Infinity;
        inFlight.clear();
      }
      if (frame.type === "result") settle(frame);
      sendWaiting();
    },
    close(error) {
      endPause?.();
      closed = error;
      for (const call of waiting.values()) giveUp(call, error);
    },
  };
}
