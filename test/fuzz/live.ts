import { createTaskwire, defaultLimits, errorCodes } from "@taskwire/core";
import { closeCodes } from "@taskwire/core/adapter";
import fc from "fast-check";
import { start } from "../../bench/processes.ts";
import { Attacker, leaked } from "../abuse/attacker.ts";
import { fullInput, type OperationInfo } from "../abuse/inputs.ts";
import type { LoopFigures } from "../support/loop-watch.ts";
import { isClientMessage } from "./is-client-message.ts";
import { anyFrameOrCall, type FuzzedFrame, frameOf } from "./messages.ts";
import type { FuzzedServer } from "./server.ts";

/** The results of many frames. */
export interface FuzzReport {
  /** Frames that the server answered. */
  frames: number;
  answers: number;
  /** Number of connections that the server ended, by close code. */
  readonly ends: { [code: number]: number };
  /** The event loop of the server's process. */
  loop: LoopFigures;
}

const atOnce = 20;
const answerMs = 30_000;

interface Burst {
  readonly frames: readonly FuzzedFrame[];
  /** Whether its last frame may end the connection. */
  readonly mayEnd: boolean;
}

/**
 * Sends frames drawn from a seed to a server, from a user without any rights, and compares every
 * answer with the expected ones. Throws fast-check's report of the first failure.
 */
export async function fuzzServer(
  seed: number,
  count: number,
  progress: (frames: number) => void = () => {},
): Promise<FuzzReport> {
  const process = start<FuzzedServer>(new URL("./server.ts", import.meta.url).href);
  const { ws, ids } = await process.ask.start();
  const fuzzed: FuzzReport = { frames: 0, answers: 0, ends: {}, loop: { cpuMs: 0, wallMs: 0 } };
  let attacker = await Attacker.open(ws, "valid:mallory");
  // Runs every operation once first, so that the loop times exclude loading and compiling.
  for (const call of callsOf(ids)) await attacker.call(call.operation, call.input);
  await attacker.burst([]);
  const before = await process.ask.state();
  await process.ask.loop();

  const burst: fc.Arbitrary<Burst> = fc.record({
    frames: fc.array(anyFrameOrCall(callsOf(ids)), { minLength: atOnce, maxLength: atOnce }),
    mayEnd: fc.nat(3).map((roll) => roll === 0),
  });
  async function run({ frames, mayEnd }: Burst): Promise<void> {
    if (attacker.code !== undefined) attacker = await Attacker.open(ws, "valid:mallory");
    // Text as it arrives: a lone surrogate is replaced on the way.
    const texts = frames.map((one) => Buffer.from(frameOf(one)).toString());
    const sent = texts.filter((text) => expectedClose(text) === undefined);
    const end = mayEnd ? texts.find((text) => expectedClose(text) !== undefined) : undefined;
    await answered(attacker, sent);
    if (end !== undefined) {
      const due = expectedClose(end);
      attacker.send(end);
      await withTimeout(
        attacker.until((answers) => due === 0 && answers.length > 0),
        () => `No end after ${end}`,
      );
      if (due !== 0 && attacker.code !== due)
        throw new Error(`Ended with ${attacker.code} instead of ${due}: ${end}`);
    }
    for (const answer of attacker.frames) judge(answer);
    fuzzed.frames += sent.length + (end === undefined ? 0 : 1);
    fuzzed.answers += attacker.frames.length;
    attacker.frames.length = 0;
    if (attacker.code !== undefined)
      fuzzed.ends[attacker.code] = (fuzzed.ends[attacker.code] ?? 0) + 1;
  }
  try {
    for (let part = 0; fuzzed.frames < count; part++) {
      const left = Math.ceil((count - fuzzed.frames) / atOnce);
      await fc.assert(fc.asyncProperty(burst, run), {
        seed: seed + part,
        numRuns: Math.min(left, 5_000),
        // Shrinking would run on a server in another state.
        endOnFailure: true,
      });
      progress(fuzzed.frames);
    }
    fuzzed.loop = await process.ask.loop();
    attacker.close();
    const after = await stateWhenClosed(process.ask, before.sessions - 1);
    if (after.kept !== before.kept) throw new Error("Something was kept.");
    if (after.errors.length > 0)
      throw new Error(`The server's own errors: ${after.errors.slice(0, 3)}`);
    if (after.sessions !== before.sessions - 1)
      throw new Error(`${after.sessions} sessions are left.`);
    await process.ask.stop();
    return fuzzed;
  } finally {
    attacker.close();
    await process.stop();
  }
}

/** The close code that a frame must cause. Undefined: none. 0: it may be accepted or not. */
function expectedClose(text: string): number | undefined {
  if (Buffer.byteLength(text) > defaultLimits.frameBytes) return closeCodes.tooLarge;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return closeCodes.badFrame;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return closeCodes.badFrame;
  if (!isClientMessage(value) || value.type !== "authenticate") return undefined;
  return value.token === "valid:mallory" ? 0 : closeCodes.unauthenticated;
}

/** Sent after every burst: its answer means that all immediate answers have arrived. */
const last = { type: "call", id: 2 ** 40, operation: "users.me", input: {} };

/** The answers that these frames must get, with their numbers. */
function expectedAnswers(frames: readonly string[]): Map<string, number> {
  const due = new Map<string, number>();
  const add = (what: string, by = 1) => void due.set(what, (due.get(what) ?? 0) + by);
  const waiting = new Set<string>();
  add(`result ${last.id}`);
  for (const frame of frames) {
    const value = JSON.parse(frame);
    if (value.type === "call" && Number.isFinite(value.id)) add(`result ${value.id}`);
    else if (!isClientMessage(value))
      add(
        ["subscribe", "unsubscribe"].includes(value.type) && typeof value.topic === "string"
          ? `topic ${value.topic}`
          : "error",
      );
    else if (value.type === "subscribe") {
      add(`topic ${value.topic}`);
      waiting.add(value.topic);
    } else if (value.type === "unsubscribe") {
      // If the subscription has not begun yet, one answer is enough.
      add(`topic ${value.topic}`, waiting.delete(value.topic) ? 0 : 1);
    }
  }
  return due;
}

/** Sends frames and resolves when all expected answers have arrived. */
async function answered(attacker: Attacker, frames: readonly string[]): Promise<void> {
  const due = expectedAnswers(frames);
  for (const frame of [...frames, JSON.stringify(last)]) attacker.send(frame);
  let looked = 0;
  await withTimeout(
    attacker.until((answers) => {
      for (; looked < answers.length; looked++) {
        const { type, id, topic } = JSON.parse(answers[looked] as string);
        const isTopic = ["subscribed", "unsubscribed", "reload"].includes(type);
        const what = type === "result" ? `result ${id}` : isTopic ? `topic ${topic}` : type;
        const left = (due.get(what) ?? 0) - 1;
        if (left > 0) due.set(what, left);
        else due.delete(what);
      }
      return due.size === 0;
    }),
    () => `No answer for ${[...due.keys()]} to ${frames.join("\n").slice(0, 10_000)}`,
  );
  if (attacker.code !== undefined)
    throw new Error(`Ended with ${attacker.code}: ${frames.join("\n").slice(0, 2_000)}`);
}

async function withTimeout(done: Promise<void>, problem: () => string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(problem())), answerMs);
  });
  await Promise.race([done, late]).finally(() => clearTimeout(timer));
}

const known = [
  "result",
  "error",
  "unsubscribed",
  "subscribed",
  "reload",
  "events",
  "ping",
  "pong",
  "authenticated",
];
/** The longest error answer, in characters. It may echo part of the input. */
const maxErrorLength = 4_096;

function judge(answer: string): void {
  const { type, topic = "", error } = JSON.parse(answer);
  if (leaked(answer)) throw new Error(`${leaked(answer)} is in ${answer}`);
  if (!known.includes(type)) throw new Error(`What is ${answer}?`);
  if (error === undefined) return;
  if (!Object.hasOwn(errorCodes, error.code) || error.code === "internal")
    throw new Error(`No typed error: ${answer}`);
  // The client that waits for the answer needs its topic back, however long it is.
  if (answer.length - JSON.stringify(topic).length > maxErrorLength)
    throw new Error(`An error of ${answer.length} characters: ${answer.slice(0, 300)}`);
}

/** A call of every operation, on other users' data. */
function callsOf({ hidden, subtaskId }: { hidden: { taskId: string }; subtaskId: string }) {
  const operations = Object.values(createTaskwire({}).operations) as unknown as OperationInfo[];
  return operations.map((operation) => {
    const input = fullInput(operation);
    if ("taskId" in input) input.taskId = hidden.taskId;
    if ("subtaskId" in input) input.subtaskId = subtaskId;
    return { operation: operation.name, input };
  });
}

async function stateWhenClosed(
  ask: ReturnType<typeof start<FuzzedServer>>["ask"],
  sessions: number,
) {
  for (let tries = 0; ; tries++) {
    const state = await ask.state();
    if (state.sessions === sessions || tries === 100) return state;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Repeats frames up to twice while a turn of the server's event loop takes 50 ms of CPU or more.
 * Slow frames are slow again; a disturbance by the machine will not happen three times.
 */
export async function fuzzServerAgain(seed: number, count: number): Promise<FuzzReport> {
  const report = await fuzzServer(seed, count);
  let { loop } = report;
  for (let again = 0; loop.cpuMs >= 50 && again < 2; again++) {
    console.log(
      `A turn took ${loop.cpuMs} ms of CPU in the ${count} frames from seed ${seed}. They are played again.`,
    );
    const repeated = (await fuzzServer(seed, count)).loop;
    if (repeated.cpuMs < loop.cpuMs) loop = repeated;
  }
  return { ...report, loop };
}
