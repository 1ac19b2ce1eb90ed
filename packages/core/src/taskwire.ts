import { EventEmitter } from "eventemitter3";
import type { EngineParts } from "./engine/attempt.ts";
import { execute } from "./engine/commit.ts";
import { expireKeys } from "./engine/expiry.ts";
import { fanOutOperation, resolveOperation } from "./engine/notify/fan-out.ts";
import { MembersCache } from "./engine/notify/members-cache.ts";
import { fanOutJob } from "./engine/notify/notify.ts";
import type { NotifyParts } from "./engine/notify/notify-parts.ts";
import { resolveJob } from "./engine/notify/resolve.ts";
import { unreadOf } from "./engine/notify/unread.ts";
import type { Operation, Operations } from "./engine/operation.ts";
import { preview } from "./engine/preview.ts";
import { RecordCache } from "./engine/record-cache.ts";
import { writeCheck } from "./engine/write-check.ts";
import { TaskwireError } from "./errors.ts";
import { toEvent } from "./log/encode.ts";
import { systemId } from "./model/actor.ts";
import type { Api, CallOptions } from "./model/api.ts";
import { collections } from "./model/collections.ts";
import type { Event } from "./model/event.ts";
import { eventTypes } from "./model/event-types.ts";
import type { Definitions } from "./model/facts.ts";
import type { ReactionEvent } from "./model/job.ts";
import { userTopic } from "./model/topic.ts";
import { type BuiltInOperations, builtInOperations } from "./operations/all.ts";
import { checkOptions, checkOwn, type TaskwireOptions } from "./options.ts";
import { approvalRoles } from "./policy/approval-roles.ts";
import { defaultLimits, type Limits } from "./protocol/limits.ts";
import { keySchema } from "./protocol/up/call.ts";
import { checkEventType } from "./reactions/event-type.ts";
import { type ReactionHandler, Reactions } from "./reactions/reactions.ts";
import { systemRuntime } from "./runtime.ts";
import { Hub } from "./session/feed/hub.ts";
import { InboxCounts } from "./session/inbox-counts.ts";
import { SessionRegistry } from "./session/registry.ts";
import type { Sessions } from "./session/sessions.ts";
import { Signals } from "./session/signals/signals.ts";
import { memoryStorage } from "./storage/memory.ts";
import { memoryTransport } from "./transport/memory.ts";
import { approvalWorkflow } from "./workflow/approval.ts";
import type { Workflow } from "./workflow/workflow.ts";

/** One node of a system. */
export interface Taskwire<Ops> {
  /** Makes the tables and starts to work off reactions: before the first call, and after each {@link react}. */
  open(): Promise<void>;
  /** Ends connections, reactions, transport and storage, in this order. Once: who asks again waits for the first. */
  close(options?: { readonly deadlineMs?: number }): Promise<void>;
  /** The operations, on behalf of a person. */
  as(actor: { readonly userId: string }): Api<Ops>;
  /** The operations, on behalf of the host's own code: every permission, the workflow's rules all the same. */
  readonly system: Api<Ops>;
  /** Runs an operation by name; resolves to its result as JSON. For adapters. */
  call(userId: string, operation: string, input: unknown, key?: string): Promise<string>;
  /**
   * Listens to committed events of a type (`*`: all), on this node, best effort. What must happen is a {@link react}ion.
   *
   * @returns what ends it.
   * @throws {TaskwireError} `invalid` when no event has this type: neither taskwire, nor the workflow, nor the option `events`.
   */
  on(type: string, listener: (event: Event & { readonly topic: string }) => void): () => void;
  /**
   * Does something about each event of a type, at least once, even after a crash. The name is kept with each job: it stays
   * when the code changes.
   *
   * @throws {TaskwireError} `invalid` when no event has this type, or after {@link open}: what was committed by then would never be done.
   */
  react(name: string, type: string, handler: ReactionHandler): void;
  /** The ids of who follows a topic now, on any node, as far as this one knows: it has to follow the topic too. Hearsay; nobody's right. */
  presentIn(topic: string): ReadonlySet<string>;
  readonly sessions: Sessions;
  readonly operations: Ops;
  readonly definitions: Definitions;
  /** Whether the storage keeps what it is given (a small record is written, once a second at most), and nobody has begun to close. */
  ready(): Promise<boolean>;
}

const noTemplates = {};

/**
 * Makes a node: core, storage and transport put together.
 *
 * @throws {Error} when an option is unknown or doesn't fit the others; the message says which, and the cure.
 * @example
 * ```ts
 * const taskwire = createTaskwire({ storage: sqliteStorage("app.db") });
 * await taskwire.open();
 * await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
 * const board = await taskwire.as({ userId: "dao" }).boards.create({ name: "Sales" });
 * ```
 */
export function createTaskwire<
  W extends Workflow = typeof approvalWorkflow,
  const Own extends Operations = Record<never, never>,
>(options: TaskwireOptions<W, Own> = {}): Taskwire<BuiltInOperations<W> & Own> {
  const {
    runtime = systemRuntime,
    storage = memoryStorage(),
    transport = memoryTransport(),
  } = options;
  checkOptions(options);
  const onError = options.onError ?? ((error: unknown) => console.error(error));
  const workflow = (options.workflow ?? approvalWorkflow) as W;
  const roles = options.roles ?? approvalRoles;
  const definitions: Definitions = {
    workflow: workflow.data,
    roles: roles.data,
    mentions: options.mentions ?? {},
  };
  const builtIn = builtInOperations(workflow, options.templates ?? noTemplates);
  checkOwn(options.operations ?? {}, builtIn);
  const operations = { ...builtIn, ...options.operations } as BuiltInOperations<W> & Own;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const hub = new Hub(storage, transport, runtime, onError);
  const signals = new Signals(storage, transport, runtime, onError);
  const reactions = new Reactions(storage, runtime, onError);
  const listeners = new EventEmitter();
  let closed: Promise<void> | undefined;
  const canWrite = writeCheck(storage, runtime);
  const canRead = () =>
    storage.heads([userTopic(systemId)]).then(
      () => true,
      () => false,
    );
  let stopExpiry = () => {};
  let isOpened = false;
  const actionEvents = Object.values(workflow.data.actions).map(({ event }) => event);
  const knownEvents: ReadonlySet<string> = new Set([
    ...eventTypes,
    ...actionEvents,
    ...(options.events ?? []),
  ]);
  const byName = new Map(Object.entries<Operation<string, never>>(operations as never));

  const parts: EngineParts = {
    storage,
    runtime,
    definitions,
    policy: { server: roles.server },
    eventTypes: knownEvents,
    recordCache: new RecordCache(),
    notify:
      options.notifications === false
        ? undefined
        : notifyParts({
            storage,
            reactions,
            onError,
            present: (topic) => signals.presentIn(topic),
          }),
    preview: (name, input, userId) => preview(byName.get(name), input, userId, parts),
    follow: (event) => reactions.follow(event),
    committed(events) {
      hub.committed(events);
      reactions.committed();
      if (listeners.eventNames().length > 0)
        for (const event of events) announce({ ...toEvent(event), topic: event.topic });
    },
  };

  if (parts.notify) {
    addJob(fanOutJob, fanOutOperation(parts.notify), ({ subject }) => ({ id: subject }));
    addJob(resolveJob, resolveOperation(parts.notify), ({ data }) => data);
  }

  /** A job of taskwire's own: runs its command until there is no more to do. */
  function addJob(
    name: string,
    operation: Operation<string, never>,
    inputOf: (event: ReactionEvent) => object,
  ): void {
    reactions.add(name, "", async (event) => {
      const input = inputOf(event);
      const run = () => execute({ operation, input, userId: systemId, key: undefined }, parts);
      while (JSON.parse(await run()).more);
    });
  }

  function announce(event: Event & { topic: string }): void {
    for (const listener of [...listeners.listeners(event.type), ...listeners.listeners("*")]) {
      try {
        const result: unknown = listener(event);
        // An async one that rejects would end the process.
        if (result instanceof Promise) result.catch(onError);
      } catch (error) {
        onError(error);
      }
    }
  }

  async function call(userId: string, name: string, input: unknown, key?: string): Promise<string> {
    const operation = byName.get(name);
    if (!operation)
      throw new TaskwireError(
        "invalid",
        "There is no such operation. The protocol's documentation lists them.",
      );
    if (key !== undefined && !keySchema.safeParse(key).success)
      throw new TaskwireError("invalid", "`key` has 8 to 128 printable ASCII characters.");
    try {
      return await execute({ operation, input, userId, key }, parts);
    } catch (error) {
      if (!(error instanceof TaskwireError)) onError(error);
      throw error;
    }
  }

  const apiFor = (userId: string) =>
    makeApi([...byName.keys()], async (name, input, key) =>
      JSON.parse(await call(userId, name, input, key)),
    );
  const counts = new InboxCounts({ runtime, unread: (userId) => unreadOf(userId, storage) });
  const sessions = new SessionRegistry({
    log: storage,
    runtime,
    hub,
    signals,
    limits,
    definitions,
    call,
    counts,
  });

  async function close(how: { readonly deadlineMs?: number } | undefined): Promise<void> {
    stopExpiry();
    await sessions.close(how);
    await reactions.close();
    hub.close();
    signals.close();
    await transport.close();
    await storage.close();
  }

  return {
    operations,
    definitions,
    sessions,
    call,
    system: apiFor(systemId) as Api<BuiltInOperations<W> & Own>,
    as({ userId }) {
      if (typeof userId !== "string")
        throw new TaskwireError("invalid", 'Say who acts: `taskwire.as({ userId: "…" })`.');
      if (userId === systemId)
        throw new TaskwireError("invalid", "Use `taskwire.system` to act as the host's own code.");
      return apiFor(userId) as Api<BuiltInOperations<W> & Own>;
    },
    async open() {
      isOpened = true;
      await storage.open([...collections, ...(options.collections ?? [])]);
      reactions.wake();
      stopExpiry = expireKeys(storage, runtime, onError);
    },
    close(how) {
      closed ??= close(how);
      return closed;
    },
    on(type, listener) {
      if (type !== "*") checkEventType(type, knownEvents);
      listeners.on(type, listener);
      return () => void listeners.off(type, listener);
    },
    presentIn: (topic) => signals.presentIn(topic),
    react(name, type, handler) {
      checkEventType(type, knownEvents);
      if (isOpened)
        throw new TaskwireError(
          "invalid",
          `Register the reaction "${name}" before open(): it would miss what is committed until then.`,
        );
      reactions.add(name, type, handler);
    },
    ready: async () => closed === undefined && (await canRead()) && canWrite(),
  };
}

function notifyParts({
  reactions,
  ...rest
}: Pick<NotifyParts, "storage" | "present" | "onError"> & {
  readonly reactions: Reactions;
}): NotifyParts {
  return {
    ...rest,
    members: new MembersCache(rest.storage),
    job: (name, event) => reactions.job(name, event),
  };
}

type Run = (name: string, input: unknown, key: string | undefined) => Promise<unknown>;

function makeApi(names: readonly string[], run: Run): unknown {
  const api: { [noun: string]: { [verb: string]: unknown } } = {};
  for (const name of names) {
    const [noun = "", verb = ""] = name.split(".");
    api[noun] ??= {};
    api[noun][verb] = (input?: unknown, { key }: CallOptions = {}) => run(name, input, key);
  }
  return api;
}
