import type { z } from "zod";
import { TaskwireError } from "../errors.ts";
import { systemId } from "../model/actor.ts";
import type { Definitions } from "../model/facts.ts";
import { safeParse } from "../model/safe-parse.ts";
import type { RequestOutcomes } from "../notifications/decide.ts";
import type { Runtime } from "../runtime.ts";
import {
  type LoggedEvent,
  type NewEvent,
  type Storage,
  start,
  type Write,
} from "../storage/storage.ts";
import type { Charging } from "./charging.ts";
import { type ContextSource, EngineContext } from "./context.ts";
import { checkDecidedOn } from "./decided-on.ts";
import { checkExpectedVersion, type ExpectedVersion } from "./expected-version.ts";
import { checkRequests } from "./notify/check-requests.ts";
import { notify } from "./notify/notify.ts";
import type { NotifyParts } from "./notify/notify-parts.ts";
import type { Operation } from "./operation/definition.ts";
import type { RecordCache } from "./records/record-cache.ts";
import type { TaskCache } from "./records/task-cache.ts";
import { checkPermission, loadTarget, type PolicyPort, verdictOn } from "./target.ts";
import type { Turns } from "./turns.ts";

/** The parts of a node that the engine uses. */
export interface EngineParts {
  readonly storage: Storage;
  readonly runtime: Runtime;
  readonly definitions: Definitions;
  readonly policy: PolicyPort;
  /** The event types that operations may emit. */
  readonly eventTypes: ReadonlySet<string>;
  /** The schemas of the host's own events, by event type. Events without a schema are missing. */
  readonly eventSchemas: ReadonlyMap<string, z.ZodType>;
  readonly recordCache: RecordCache;
  readonly taskCache: TaskCache;
  readonly turns: Turns;
  readonly notify: NotifyParts;
  /**
   * Resolves to the notification outcomes that a command would have if the given person ran it now.
   */
  readonly preview: ContextSource["preview"];
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
  const parsed = safeParse(operation.input, input ?? {});
  if (parsed.success) return parsed.data as Input;
  // Messages of the schema library can contain the caller's own field names, of any length.
  const problems = parsed.error.issues.slice(0, 10).map(({ path, message }) => ({
    path: path.join(".").slice(0, 100),
    message: message.slice(0, 200),
  }));
  const [first] = problems;
  const where = first?.path ? ` at "${first.path}"` : "";
  throw new TaskwireError(
    "invalid",
    `The input of ${operation.name} is wrong${where}: ${first?.message}.`,
    { problems },
  );
}

/**
 * Makes the context of one attempt. With `usesCache` it may read from this node's record cache.
 * With `charging`, the person pays for what it reads.
 */
export function contextFor(
  userId: string,
  { storage, runtime, definitions, policy, preview, recordCache, taskCache }: EngineParts,
  usesCache = false,
  isFirst = false,
  charging?: Charging,
): EngineContext {
  const source: ContextSource = {
    cached: (refs) => (usesCache ? recordCache.find(refs) : undefined),
    presume: (refs) =>
      isFirst
        ? refs.map(
            (ref) => recordCache.find([ref])?.[0] ?? { id: ref.id, version: 0, fields: null },
          )
        : undefined,
    partsOf: ({ id, version }) => (isFirst ? taskCache.partsOf(id, version) : undefined),
    learnSubtasks: ({ id, version }, all) => taskCache.learnSubtasks(id, version, all),
    get: async (refs) => {
      charging?.rows(userId, refs.length);
      return (await storage.get(refs)).records;
    },
    list: async (collection, query) => {
      const page = await storage.list(collection, query);
      charging?.rows(userId, page.records.length);
      return page;
    },
    events: async (query) => {
      const page = await storage.events(query);
      if (page.status !== "gone") charging?.rows(userId, page.events.length);
      return page;
    },
    verdict: (action, facts) => verdictOn(action, facts, definitions, policy),
    preview,
    head: async (topic) => (await storage.heads([topic]))[0] ?? start,
  };
  const now = new Date(runtime.now()).toISOString();
  return new EngineContext(
    source,
    definitions,
    { userId, role: userId === systemId ? systemId : "" },
    now,
    () => runtime.id(),
  );
}

/**
 * Makes one attempt, up to the commit: checks the target and the permission, runs the operation,
 * and decides who is notified.
 */
export async function decideOn(
  operation: Operation<string, never>,
  input: Input,
  context: EngineContext,
  parts: EngineParts,
  expected?: ExpectedVersion,
): Promise<{ output: unknown; notified: readonly RequestOutcomes[] }> {
  loadTarget(operation, input, context);
  await checkPermission(operation, context);
  await checkExpectedVersion(operation, input, context, expected);
  checkDecidedOn(operation, input, context, expected);
  const output = await operation.run(context, input as never);
  checkRequests(context);
  return { output, notified: await notify(context, parts.notify) };
}
