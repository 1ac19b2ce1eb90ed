import { TaskwireError } from "@taskwire/core";
import fc from "fast-check";
import { decode } from "../../packages/core/src/session/decode.ts";
import { leaked } from "../abuse/attacker.ts";
import { isUp } from "./is-up.ts";
import { frameOf, sent } from "./messages.ts";

/** What became of so many frames. */
export interface Decoded {
  frames: number;
  /** Were messages, are answered with an error, end the connection. */
  messages: number;
  errors: number;
  closes: number;
  /** The longest that one frame took, in ms: of the thread's CPU, and by the clock. */
  longestCpuMs: number;
  longestWallMs: number;
}

/** An error may name what is wrong, but not send back whatever it was sent. */
const longestError = 600;

/** Decodes frames from a seed and holds each answer against a second judge. Throws fast-check's report of the first wrong one. */
export function fuzzDecoder(seed: number, count: number): Decoded {
  const tally: Decoded = {
    frames: 0,
    messages: 0,
    errors: 0,
    closes: 0,
    longestCpuMs: 0,
    longestWallMs: 0,
  };
  const property = fc.property(sent, (one) => look(frameOf(one), tally));
  // Every second frame makes an error, and a trace of each would cost as much as the decoding.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    fc.assert(property, { seed, numRuns: count });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return tally;
}

function look(frame: string, tally: Decoded): void {
  const start = performance.now();
  const cpuStart = process.threadCpuUsage();
  const decoded = decode(frame);
  const { user, system } = process.threadCpuUsage(cpuStart);
  tally.longestWallMs = Math.max(tally.longestWallMs, performance.now() - start);
  tally.longestCpuMs = Math.max(tally.longestCpuMs, (user + system) / 1000);
  tally.frames++;
  const value = parsed(frame);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if ("message" in decoded) {
    tally.messages++;
    if (!isUp(value)) throw new Error(`Taken for a message: ${frame}`);
    if (!isSame(decoded.message, value)) throw new Error(`Became another message: ${frame}`);
  } else if ("error" in decoded) {
    tally.errors++;
    if (!isObject || isUp(value)) throw new Error(`Answered with an error: ${frame}`);
    const { error, callId } = decoded;
    const text = JSON.stringify(error);
    if (!(error instanceof TaskwireError) || error.code !== "invalid")
      throw new Error(`Not a typed error: ${text}`);
    if (text.length > longestError)
      throw new Error(`An error of ${text.length} characters: ${text.slice(0, 200)}`);
    if (leaked(text)) throw new Error(`The error tells of ${leaked(text)}`);
    const { type, id } = value as { type?: unknown; id?: unknown };
    const due = type === "call" && Number.isSafeInteger(id) ? id : undefined;
    if (callId !== due) throw new Error(`The error goes to the call ${callId} instead of ${due}`);
  } else {
    tally.closes++;
    if (isObject) throw new Error(`Ends the connection, though JSON: ${frame}`);
    if (decoded.closes.length > 123)
      throw new Error(`Too long for a close frame: ${decoded.closes}`);
  }
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

/** JSON.stringify goes no deeper than its stack. */
function text(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "too deep to compare";
  }
}
