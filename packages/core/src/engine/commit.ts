import { TaskwireError } from "../errors.ts";
import { eventId } from "../log/command.ts";
import type { CommandKey, Commit, Committed, NewEvent, Storage } from "../storage/storage.ts";
import { contextFor, decideOn, type EngineParts, parse } from "./attempt.ts";
import type { EngineContext } from "./context.ts";
import type { Operation } from "./operation/definition.ts";
import { isSeveral, listOf } from "./operation/emitted.ts";
import { fingerprint, RecordTexts, withVersions } from "./records/record-json.ts";
import { checkAccount, checkUserId, refsOf } from "./target.ts";

/** What a command's events may take in one topic, in bytes of JSON: a client gets them in one frame. */
const eventLimit = 256 * 1024;
const tries = 5;

/** One call on the road. */
export interface Request {
  readonly operation: Operation<string, never>;
  readonly input: unknown;
  readonly userId: string;
  readonly key: string | undefined;
}

/**
 * The one road that every call takes: parse, read, policy, decide, commit, then effects.
 *
 * @returns the result as JSON text, ready to send.
 */
export async function execute(request: Request, parts: EngineParts): Promise<string> {
  const { operation, userId } = request;
  checkUserId(userId);
  const input = parse(operation, request.input);
  const refs = refsOf(operation, input, userId);
  const hash = operation.kind === "command" ? fingerprint(operation.name, input) : "";
  const key =
    operation.kind === "command"
      ? { actor: userId, key: request.key ?? parts.runtime.id() }
      : undefined;
  for (let attempt = 1; ; attempt++) {
    const recalled = attempt === 1 && key ? parts.recordCache.find(refs) : undefined;
    const context = contextFor(userId, parts, recalled !== undefined);
    if (recalled) context.remember(refs, recalled);
    else {
      // The key is looked up with the first read, before policy: a repeated approval must not be refused because the task
      // is approved by now, or its approver disabled. To whom it was cut off a refusal would say that it had no effect.
      const { records, repeated } = await parts.storage.get(
        refs,
        request.key === undefined ? undefined : key,
      );
      context.remember(refs, records);
      if (repeated) return repeat(repeated, hash);
      checkAccount(context);
      parts.recordCache.learn(refs, records);
    }
    const target = operation.kind === "query" ? context.reads : [];
    let output: unknown;
    try {
      output = (await decideOn(operation, input, context, parts)).output;
    } catch (error) {
      // What is recalled may be stale, so it refuses nobody.
      if (!recalled) await throwIfCurrent(error, context, attempt, parts);
      continue;
    }
    if (operation.kind === "query") {
      if (context.emitted.length > 0)
        throw new Error(`${operation.name} emits events; define it with \`command\`.`);
      // Who was removed while it read gets nothing of what came after: the person guards the boards and rooms that they
      // are in. And what was loaded before the cursor was read would miss the change in between for ever.
      if (await areCurrent(target, parts.storage)) return JSON.stringify(output ?? null);
    } else {
      const commit = commitOf(
        context,
        output,
        { ...(key as CommandKey), hash, at: context.now },
        parts,
      );
      const outcome = await parts.storage.commit(commit);
      if (outcome.status === "repeated") return repeat(outcome, hash);
      if (outcome.status === "committed") {
        publish(commit, outcome, parts);
        return withVersions(commit.result, outcome.numbers);
      }
    }
    // Stale by what it recalled: there is nobody to make way for.
    if (recalled) continue;
    await backOff(attempt, parts);
  }
}

/** Passes a commit on, now that it is durable: to this node's record cache, and to everything that follows events. */
export function publish(commit: Commit, { numbers }: Committed, parts: EngineParts): void {
  parts.recordCache.learnCommit(commit, numbers);
  parts.committed(commit.events.map((event, i) => ({ ...event, number: numbers[i] as number })));
}

/** Throws what a try came to, where what it rests on stands: the reason of a refusal tells of what was read, as an answer does. */
export async function throwIfCurrent(
  error: unknown,
  { reads }: EngineContext,
  attempt: number,
  parts: EngineParts,
): Promise<void> {
  if (await areCurrent(reads, parts.storage)) throw error;
  await backOff(attempt, parts);
}

/** Waits a moment before the next try, for those who change the same records; after the last one it gives up. */
export async function backOff(attempt: number, { runtime }: EngineParts): Promise<void> {
  if (attempt === tries) {
    throw new TaskwireError(
      "unavailable",
      "Others keep changing the same records. Try again in a moment.",
      {
        retryAfterMs: 200,
      },
    );
  }
  // A command line that runs one command must not end between two tries.
  const wait = runtime.random() * 5 * 2 ** attempt;
  await new Promise<void>((wake) => void runtime.timer(wait, wake, true));
}

/** Whether records still are as they were read. */
export async function areCurrent(reads: Commit["reads"], storage: Storage): Promise<boolean> {
  if (reads.length === 0) return true;
  const { records } = await storage.get(reads);
  return reads.every(({ version }, i) => records[i]?.version === version);
}

function repeat(
  { hash, result, numbers }: { hash: string; result: string; numbers: readonly number[] },
  asked: string,
): string {
  if (hash === asked) return withVersions(result, numbers);
  throw new TaskwireError(
    "key_reused",
    "This key belongs to another command. Make a new key for each command; repeat a command with its own key and input.",
  );
}

/** What a context has read, decided and emitted, as one commit. */
export function commitOf(
  context: EngineContext,
  output: unknown,
  key: NonNullable<Commit["key"]>,
  parts: EngineParts,
): Commit {
  const { writes, versionedBy } = context.writes();
  const texts = new RecordTexts(versionedBy);
  const sizes = new Map<string, number>();
  const events = context.emitted.map(
    ({ topic, type, subject, audience, put = {}, drop = {}, data = {} }, index): NewEvent => {
      if (!parts.eventTypes.has(type))
        throw new Error(
          `An operation emits "${type}", which nobody could wait for; name it in the option \`events\`.`,
        );
      const fields = new Map<string, string>();
      for (const [name, value] of Object.entries(data))
        if (value !== undefined) fields.set(name, JSON.stringify(value) ?? "null");
      for (const [name, one] of Object.entries(put)) {
        const records = listOf(one).map(([, record]) => texts.bare(record));
        fields.set(name, isSeveral(one) ? `[${records.join()}]` : (records[0] ?? "null"));
      }
      for (const [name, [, record]] of Object.entries(drop)) fields.set(name, texts.bare(record));
      const text = `{${Array.from(fields, ([name, field]) => `${JSON.stringify(name)}:${field}`).join()}}`;
      sizes.set(topic, (sizes.get(topic) ?? 0) + Buffer.byteLength(text));
      return {
        topic,
        id: eventId(context.command, index),
        type,
        subject,
        at: context.now,
        actor: context.actor.userId,
        audience: audience === null ? null : JSON.stringify(audience),
        data: text,
      };
    },
  );
  for (const size of sizes.values()) {
    if (size > eventLimit)
      throw new TaskwireError(
        "too_large",
        `One command may cause ${eventLimit} bytes of events; this one causes ${size}. Do it in smaller parts.`,
      );
  }
  const redact = context.emitted.flatMap(({ topic, subject, redact }) =>
    redact ? { topic, subject } : [],
  );
  const follows = events.flatMap((event) => parts.follow(event));
  return {
    reads: context.reads,
    writes: [...writes, ...follows],
    events,
    key,
    result: texts.result(output),
    ...(redact.length > 0 && { redact }),
  };
}
