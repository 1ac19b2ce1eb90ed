import type { z } from "zod";
import { TaskwireError } from "../errors.ts";
import { systemId } from "../model/actor.ts";
import type { Outage } from "../model/heartbeat.ts";
import { inputProblems } from "../model/input-problems.ts";
import { safeParse } from "../model/safe-parse.ts";
import type { RequestOutcomes } from "../notifications/decide.ts";
import type { Runtime } from "../runtime.ts";
import type { LoggedEvent, NewEvent, Write } from "../storage/storage.ts";
import type { AnswerOptions } from "./answer-options.ts";
import { AttemptSource, type Reading, type SourceParts } from "./attempt-source.ts";
import { EngineContext } from "./context.ts";
import { checkDecidedOn } from "./decided-on.ts";
import { keepDueDates } from "./due-dates.ts";
import { checkExpectedVersion, type ExpectedVersion } from "./expected-version.ts";
import { checkRequests } from "./notify/check-requests.ts";
import { notify } from "./notify/notify.ts";
import type { NotifyParts } from "./notify/notify-parts.ts";
import type { Operation } from "./operation/definition.ts";
import { checkStorableInput } from "./operation/storable-input.ts";
import { OwnConditions } from "./own-conditions.ts";
import { type EndLeases, type PlaceParts, takePlaces } from "./quotas/take-places.ts";
import type { NumberedCollections } from "./records/numbered-fields.ts";
import { loadSeat } from "./seat.ts";
import { checkPermission, loadTarget } from "./target.ts";
import type { Turns } from "./turns.ts";

/**
 * Knows in which periods no node was running. It learns this from the heartbeat, a record that all
 * nodes write.
 */
export interface Heartbeats {
  /** The latest outages that this node knows. */
  readonly outages: readonly Outage[];
  /** Reads the outages up to this moment. Returns undefined if this node already knows them. */
  learn(): Promise<void> | undefined;
}

/** The parts of a node that the engine uses. */
export interface EngineParts extends SourceParts {
  readonly runtime: Runtime;
  /** Knows in which periods no node was running. Undefined if the workflow has no approvals. */
  readonly heartbeats?: Heartbeats | undefined;
  /** The schemas of the host's own events, by event type. Events without a schema are missing. */
  readonly eventSchemas: ReadonlyMap<string, z.ZodType>;
  /** The types of the host's own events. Their data has not been checked before the commit. */
  readonly ownEventTypes: ReadonlySet<string>;
  /**
   * The names of the host's own collections. Their records have not been checked before the commit.
   */
  readonly ownCollections: ReadonlySet<string>;
  readonly numbered: NumberedCollections;
  readonly turns: Turns;
  readonly places: PlaceParts;
  /** Maximum size of an answer, in bytes: the limit `answerBytes`. */
  readonly answerBytes: number;
  readonly notify: NotifyParts;
  /** Returns the jobs of reactions to an event, which are written in the event's commit. */
  readonly follow: (event: NewEvent) => readonly Write[];
  /** Is called with committed events, after they are durable. Must not throw. */
  readonly committed: (events: readonly LoggedEvent[]) => void;
}

type Input = { readonly [field: string]: unknown };

/**
 * Validates a call's input.
 *
 * @throws {TaskwireError} `invalid` with the first ten problems.
 */
export function parse(operation: Operation<string, never>, input: unknown): Input {
  // Only a missing input counts as `{}`. `null` and other values that are no objects are mistakes.
  const given = input === undefined ? {} : input;
  const parsed = safeParse(operation.input, given);
  if (parsed.success) {
    checkStorableInput(operation.name, given);
    return parsed.data as Input;
  }
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new TaskwireError(
      "invalid",
      `The input of ${operation.name} has to be an object. For an operation without fields, send {}.`,
    );
  const problems = inputProblems(parsed.error.issues);
  const [first] = problems;
  const where = first?.path ? ` at "${first.path}"` : "";
  throw new TaskwireError(
    "invalid",
    `The input of ${operation.name} is wrong${where}: ${first?.message}.`,
    { problems },
  );
}

/** Makes the context of one attempt. */
export function contextFor(
  userId: string,
  parts: EngineParts,
  {
    usesCache = false,
    isFirst = false,
    charging,
    conditions = new OwnConditions(parts.policy),
  }: Partial<Reading> = {},
  answer: AnswerOptions = { bytes: parts.answerBytes },
): EngineContext {
  const { runtime } = parts;
  const { shares } = answer;
  const reading = { userId, usesCache, isFirst, charging, conditions, shares };
  const context: EngineContext = new EngineContext(
    new AttemptSource(parts, reading, () => context),
    parts.definitions,
    { userId, role: userId === systemId ? systemId : "" },
    new Date(runtime.now()).toISOString(),
    () => runtime.id(),
    answer.bytes,
  );
  return context;
}

/**
 * Says how an attempt takes the places that it needs under the quotas. A place is one unit of a
 * quota, for example one open task.
 */
export interface Taking {
  readonly isFirst: boolean;
  readonly endLeases: EndLeases;
}

/**
 * Makes one attempt, up to the commit: checks the target and the permission, runs the operation,
 * takes places under quotas, and decides who is notified. Without `taking` it is a preview.
 */
export async function decideOn(
  operation: Operation<string, never>,
  input: Input,
  context: EngineContext,
  parts: EngineParts,
  taking: Taking | undefined,
  expected?: ExpectedVersion,
): Promise<{ output: unknown; notified: readonly RequestOutcomes[] }> {
  const learning = parts.heartbeats?.learn();
  if (learning !== undefined) await learning;
  loadTarget(operation, input, context, parts.heartbeats?.outages);
  const { workflow } = parts.definitions;
  const isVote =
    operation.votes ||
    operation.target === "link" ||
    operation.asksAboutVotes?.(input as never, workflow);
  if (isVote && typeof input.for === "string") await loadSeat(context, input.for);
  const checking = checkPermission(operation, context);
  if (checking !== undefined) await checking;
  if (expected !== undefined) await checkExpectedVersion(operation, input, context, expected);
  checkDecidedOn(operation, input, context, expected);
  const output = await operation.run(context, input as never);
  if (context.definitions.due) await keepDueDates(context);
  checkRequests(context);
  const taken = takePlaces(context, parts.places, taking?.isFirst ?? false, taking?.endLeases);
  if (taken !== undefined) await taken;
  return { output, notified: await notify(context, parts.notify) };
}
