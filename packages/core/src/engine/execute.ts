import type { CommandKey, KeyRecord } from "../storage/storage.ts";
import type { AnswerOptions } from "./answer-options.ts";
import { contextFor, decideOn, type EngineParts, parse } from "./attempt.ts";
import type { Charging } from "./charging.ts";
import { commitOf, publish } from "./commit.ts";
import type { ExpectedVersion } from "./expected-version.ts";
import { type LinkCall, linkCall } from "./link-call.ts";
import type { Operation } from "./operation/definition.ts";
import { jsonOfOutput } from "./operation/encoded-output.ts";
import { OwnConditions } from "./own-conditions.ts";
import { causedBy, countCaused, isOverRate, overRate } from "./quotas/caused.ts";
import { endLeasesOn } from "./quotas/end-leases.ts";
import type { Leasing } from "./quotas/leasing.ts";
import type { EndLeases } from "./quotas/take-places.ts";
import { fingerprint } from "./records/record-json.ts";
import { answerRepeat } from "./repeat.ts";
import { areCurrent, Retry } from "./retry.ts";
import { checkAccount, checkUserId, refsOf } from "./target.ts";

/** One call of an operation. */
export interface Request {
  readonly operation: Operation<string, never>;
  readonly input: unknown;
  readonly userId: string;
  readonly key: string | undefined;
  /** Undefined: the record may have any version. */
  readonly expected?: ExpectedVersion | undefined;
  readonly charging?: Charging | undefined;
  /** Called at the start of each attempt. Undefined: nobody counts them. */
  readonly attempted?: (() => void) | undefined;
  /** Undefined: the answer may have as many bytes as the node allows. */
  readonly answer?: AnswerOptions | undefined;
}

/**
 * Runs one call: validates the input, reads, checks permissions, lets the operation decide,
 * commits, and publishes what was committed. All calls take this path. If other commands change the
 * same records, it makes several attempts; see {@link Retry}.
 *
 * @returns the result as JSON text, ready to send.
 * @throws {TaskwireError} the reason if the call was refused or failed.
 */
export async function execute(request: Request, parts: EngineParts): Promise<string> {
  const retry = new Retry(parts, request.operation.kind === "command");
  let leasing: Leasing | undefined;
  try {
    const { operation, expected, charging, answer: options } = request;
    const { userId, input, key: givenKey } = await callerOf(request, parts);
    const refs = refsOf(operation, input, userId);
    const hash = operation.kind === "command" ? fingerprintOf(request) : "";
    const key =
      operation.kind === "command"
        ? { actor: userId, key: givenKey ?? parts.runtime.id() }
        : undefined;
    // Nobody repeats a command whose caller has given no key.
    const given = givenKey === undefined ? undefined : key;
    const endLeases: EndLeases = (boardId, seen) => endLeasesOn(boardId, seen, parts);
    const conditions = new OwnConditions(parts.policy);
    const call = { operation, input, given: request.input, refs, userId, hash };
    const repeatOf = (first: KeyRecord) => answerRepeat(first, call, parts);
    for (let attempt = 1; ; attempt++) {
      leasing?.end();
      request.attempted?.();
      // The first attempt of a command uses cached records if all of them are cached.
      const isFirst = attempt === 1 && key !== undefined;
      const cached = isFirst ? parts.recordCache.find(refs) : undefined;
      const isCached = cached !== undefined;
      const reading = { usesCache: isCached, isFirst, charging, conditions };
      const context = contextFor(userId, parts, reading, options);
      leasing = context.leasing;
      if (cached) context.remember(refs, cached);
      else {
        // The command's key is looked up together with the records, before permissions are checked.
        // Otherwise a repeated approval, for example, would be refused because the task is already
        // approved. A caller who retries after a broken connection would take such a refusal to mean
        // that the command had no effect.
        const { records, repeated } = await parts.storage.get(refs, given);
        context.remember(refs, records);
        if (repeated) return repeatOf(repeated);
        checkAccount(context);
        parts.recordCache.learn(refs, records);
      }
      const target = operation.kind === "query" ? context.reads : [];
      let decided: Awaited<ReturnType<typeof decideOn>>;
      try {
        decided = await decideOn(
          operation,
          input,
          context,
          parts,
          { isFirst, endLeases },
          expected,
        );
      } catch (error) {
        leasing.end();
        // Cached records may be stale, so no caller is refused because of them.
        if (cached) continue;
        const first = await retry.throwIfCurrent(error, context.reads, given);
        if (first) return repeatOf(first);
        continue;
      }
      const { output, notified } = decided;
      if (operation.kind === "query") {
        if (context.emitted.length > 0)
          throw new Error(`${operation.name} emits events; define it with \`command\`.`);
        // Checks the target and the caller again, for two reasons. First, a caller who was removed
        // during the query must not get data that is newer than the removal. The check notices the
        // removal, because every removal also changes the record of the user. Second, the result
        // may contain a cursor. The query reads the target first and the cursor later. If the
        // target changes in between, the result is too old to contain the change, and the events
        // after the cursor don't contain it either.
        if (await areCurrent(target, parts.storage)) return jsonOfOutput(output);
        await retry.backOff();
      } else if (operation.target === "link" && context.writes().writes.length === 0) {
        // A call that only looks at a link is not committed, so its key is not stored. Otherwise
        // somebody could fill the storage with such keys.
        leasing.end();
        if (await areCurrent(context.reads, parts.storage)) return jsonOfOutput(output);
        if (!cached) await retry.backOff();
      } else {
        const { commit, answer } = commitOf(
          context,
          output,
          { ...(key as CommandKey), hash, at: context.now },
          parts,
          operation.secret ? null : output,
          // All calls with the same link get the answer of the first one, even if their inputs differ.
          operation.target === "link" ? undefined : request.input,
        );
        const caused = charging && causedBy(commit, notified);
        // An attempt on cached records has not looked up the key. So this may be a repeated
        // command, which must get its first result and not this refusal. The next attempt looks up
        // the key.
        if (caused && isOverRate(userId, caused, charging.rates) && !context.deletes) {
          if (cached) continue;
          throw overRate(userId, caused, charging.rates);
        }
        const outcome = await parts.storage.commit(commit);
        if (outcome.status === "repeated") return repeatOf(outcome);
        if (outcome.status === "committed") {
          publish(commit, outcome, parts);
          parts.places.leases.learn(context.leasing.leases);
          charging?.rows(userId, commit.writes.length);
          if (caused) countCaused(userId, caused, charging.rates);
          return answer(outcome.numbers);
        }
        leasing.end();
        if (isFirst) await parts.taskCache.readToldAgain(commit.reads, parts.storage);
        // A conflict of cached records only means that they were stale. So the next attempt follows
        // at once.
        if (!cached) await retry.afterConflict(commit.reads);
      }
    }
  } finally {
    leasing?.end();
    retry.end();
  }
}

/**
 * The person on whose behalf a request runs, its validated input, and the key by which a repeat of it is
 * found.
 */
async function callerOf(
  { operation, userId, input: given, key, charging }: Request,
  parts: EngineParts,
): Promise<LinkCall> {
  if (operation.target === "link") {
    const now = new Date(parts.runtime.now()).toISOString();
    const call = await linkCall(parse(operation, given), userId, { storage: parts.storage, now });
    charging?.foundLink?.(String(call.input.linkId));
    return operation.secret ? { ...call, key: undefined } : call;
  }
  checkUserId(userId);
  return { userId, input: parse(operation, given), key: operation.secret ? undefined : key };
}

/**
 * Identifies a request: its operation, its input and the expected version. The uses of one link are all the same
 * request: the second use gets the answer of the first, also if it names another action.
 */
const fingerprintOf = ({ operation, input, expected }: Request): string =>
  operation.target === "link"
    ? operation.name
    : expected === undefined
      ? fingerprint(operation.name, input)
      : fingerprint(operation.name, { input, expected });
