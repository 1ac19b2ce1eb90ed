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
import { type ContextSource, EngineContext } from "./context.ts";
import { notify } from "./notify/notify.ts";
import type { NotifyParts } from "./notify/notify-parts.ts";
import type { Operation } from "./operation/definition.ts";
import type { RecordCache } from "./records/record-cache.ts";
import { checkPermission, loadTarget, type PolicyPort, verdictOn } from "./target.ts";

/** What the road needs around it. */
export interface EngineParts {
  readonly storage: Storage;
  readonly runtime: Runtime;
  readonly definitions: Definitions;
  readonly policy: PolicyPort;
  /** The types that events may have: `on` and `react` know no others. */
  readonly eventTypes: ReadonlySet<string>;
  readonly recordCache: RecordCache;
  /** Undefined: nobody is told of anything. */
  readonly notify: NotifyParts | undefined;
  /** Asks what a command of somebody's would tell whom, without doing it. */
  readonly preview: ContextSource["preview"];
  /** Writes that follow from an event and belong in the same commit: the jobs of reactions. */
  readonly follow: (event: NewEvent) => readonly Write[];
  /** Hears what was committed, after it is durable. Must not throw. */
  readonly committed: (events: readonly LoggedEvent[]) => void;
}

type Input = { readonly [field: string]: unknown };

/** One try: checks the target and the permission, lets the operation decide, and works out who is told. */
export async function decideOn(
  operation: Operation<string, never>,
  input: Input,
  context: EngineContext,
  parts: EngineParts,
): Promise<{ output: unknown; told: readonly RequestOutcomes[] }> {
  loadTarget(operation, input, context);
  await checkPermission(operation, context);
  const output = await operation.run(context, input as never);
  return { output, told: parts.notify ? await notify(context, parts.notify) : [] };
}

/** Checks what was given. */
export function parse(operation: Operation<string, never>, input: unknown): Input {
  const parsed = safeParse(operation.input, input ?? {});
  if (parsed.success) return parsed.data as Input;
  // What the schema library says may hold the caller's own field names, as long as they like.
  const problems = parsed.error.issues.slice(0, 10).map(({ path, message }) => ({
    path: path.join(".").slice(0, 100),
    message: message.slice(0, 200),
  }));
  const [first] = problems;
  const where = first?.path ? ` at "${first.path}"` : "";
  throw new TaskwireError(
    "invalid",
    `The input of ${operation.name} is wrong${where}: ${first?.message}.`,
    {
      problems,
    },
  );
}

/** A context for one try, which may begin with what this node recalls. */
export function contextFor(
  userId: string,
  { storage, runtime, definitions, policy, preview, recordCache }: EngineParts,
  isRecalled = false,
): EngineContext {
  const reader: ContextSource = {
    cached: (refs) => (isRecalled ? recordCache.find(refs) : undefined),
    get: async (refs) => (await storage.get(refs)).records,
    list: (collection, query) => storage.list(collection, query),
    events: (query) => storage.events(query),
    verdict: (action, facts) => verdictOn(action, facts, definitions, policy),
    preview,
    head: async (topic) => (await storage.heads([topic]))[0] ?? start,
  };
  const now = new Date(runtime.now()).toISOString();
  return new EngineContext(
    reader,
    definitions,
    { userId, role: userId === systemId ? systemId : "" },
    now,
    () => runtime.id(),
  );
}
