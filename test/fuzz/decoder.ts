import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { decode } from "../../packages/core/src/session/decode.ts";
import { leaked } from "../abuse/attacker.ts";
import { isClientMessage } from "./is-client-message.ts";
import { anyFrame, frameOf } from "./messages.ts";

/** The results of many frames. */
export interface DecoderTally {
  frames: number;
  /** Frames that were decoded, answered with an error, or that end the connection. */
  messages: number;
  errors: number;
  closes: number;
  /**
   * The longest time for one frame, in ms: CPU time of the thread in its fastest of five tries, and
   * wall-clock time of them all.
   */
  longestCpuMs: number;
  longestWallMs: number;
}

/** An error may name the problem, but not echo all of a long input. */
const maxErrorLength = 600;

/**
 * Decodes frames drawn from a seed and compares each result with an independent check. Throws
 * fast-check's report of the first failure.
 */
export function fuzzDecoder(seed: number, count: number): DecoderTally {
  const tally: DecoderTally = {
    frames: 0,
    messages: 0,
    errors: 0,
    closes: 0,
    longestCpuMs: 0,
    longestWallMs: 0,
  };
  const property = fc.property(anyFrame, (one) => checkFrame(frameOf(one), tally));
  // Every second frame makes an error, and capturing its stack would cost as much as the decoding.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    fc.assert(property, { seed, numRuns: count });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return tally;
}

function checkFrame(frame: string, tally: DecoderTally): void {
  const start = performance.now();
  const { decoded, cpuMs } = timed(frame);
  tally.longestWallMs = Math.max(tally.longestWallMs, performance.now() - start);
  tally.longestCpuMs = Math.max(tally.longestCpuMs, cpuMs);
  tally.frames++;
  const value = parsed(frame);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if ("message" in decoded) {
    tally.messages++;
    if (!isClientMessage(value)) throw new Error(`Taken for a message: ${frame}`);
    if (!isSame(decoded.message, value)) throw new Error(`Became another message: ${frame}`);
  } else if ("answer" in decoded) {
    tally.errors++;
    if (!isObject || isClientMessage(value)) throw new Error(`Answered with an error: ${frame}`);
    const { error, ...answer } = decoded.answer as { error: { code: string } };
    const text = JSON.stringify(error);
    if (error.code !== "invalid") throw new Error(`Not a typed error: ${text}`);
    if (text.length > maxErrorLength)
      throw new Error(`An error of ${text.length} characters: ${text.slice(0, 200)}`);
    if (leaked(text)) throw new Error(`The error tells of ${leaked(text)}`);
    const due = dueAnswer(value as { type?: unknown; id?: unknown; topic?: unknown });
    if (!isDeepStrictEqual(answer, due))
      throw new Error(`The error goes to ${JSON.stringify(answer)}, not ${JSON.stringify(due)}`);
  } else {
    tally.closes++;
    if (isObject) throw new Error(`Ends the connection, though JSON: ${frame}`);
    if (decoded.closes.length > 123)
      throw new Error(`Too long for a close frame: ${decoded.closes}`);
  }
}

/**
 * Decodes a frame and measures it. A slow frame is slow again when it is repeated. A garbage
 * collection that happens to fall into it will not happen five times.
 */
function timed(frame: string) {
  let cpuMs = Number.POSITIVE_INFINITY;
  for (let again = 0; ; again++) {
    const start = process.threadCpuUsage();
    const decoded = decode(frame);
    const { user, system } = process.threadCpuUsage(start);
    cpuMs = Math.min(cpuMs, (user + system) / 1000);
    if (cpuMs < 10 || again === 4) return { decoded, cpuMs };
  }
}

/** Names the call or subscription that waits for the answer to a frame, if there is one. */
function dueAnswer({ type, id, topic }: { type?: unknown; id?: unknown; topic?: unknown }) {
  if (type === "call" && typeof id === "number" && Math.abs(id) < Number.POSITIVE_INFINITY)
    return { type: "result", id };
  const isFollowing = type === "subscribe" || type === "unsubscribe";
  return isFollowing && typeof topic === "string"
    ? { type: "unsubscribed", topic }
    : { type: "error" };
}

function parsed(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch {
    return undefined;
  }
}

function isSame(message: object, value: object): boolean {
  const names = Object.keys(message) as never[];
  return (
    names.length === Object.keys(value).length &&
    names.every(
      (name) => message[name] === value[name] || text(message[name]) === text(value[name]),
    )
  );
}

/** JSON.stringify fails on values that are too deep for its stack. */
function text(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "too deep to compare";
  }
}
