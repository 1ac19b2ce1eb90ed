import { makeApi } from "./api.ts";
import type { EngineParts } from "./engine/attempt.ts";
import { execute } from "./engine/execute.ts";
import { MembersCache } from "./engine/notify/members-cache.ts";
import type { Operation, Operations } from "./engine/operation/definition.ts";
import { preview } from "./engine/preview.ts";
import { RecordCache } from "./engine/records/record-cache.ts";
import { TaskwireError } from "./errors.ts";
import { StorageHealth } from "./health.ts";
import { Listeners } from "./listeners.ts";
import { systemId } from "./model/actor.ts";
import type { Api } from "./model/api.ts";
import { collections } from "./model/collections.ts";
import { eventTypes } from "./model/event-data.ts";
import type { Definitions } from "./model/facts.ts";
import { type BuiltInOperations, builtInOperations } from "./operations/all.ts";
import { type OwnAction, ownPermissions } from "./operations/own-permissions.ts";
import { checkOperations } from "./options/check-operations.ts";
import { checkOptions } from "./options/check-options.ts";
import type { TaskwireOptions } from "./options/options.ts";
import { type ApprovalRole, approvalRoles } from "./policy/approval-roles.ts";
import { permissionsOf, type SubtaskAction, type TaskAction } from "./policy/permissions.ts";
import { defaultLimits, type Limits } from "./protocol/limits.ts";
import { keySchema } from "./protocol/up/call.ts";
import { checkEventType } from "./reactions/event-type.ts";
import { expireKeys } from "./reactions/key-expiry.ts";
import { addOwnJobs } from "./reactions/own-jobs.ts";
import { Reactions } from "./reactions/reactions.ts";
import { systemRuntime } from "./runtime.ts";
import { Hub } from "./session/feed/hub.ts";
import { InboxCounts } from "./session/inbox-counts.ts";
import { SessionRegistry } from "./session/registry.ts";
import type { Sessions } from "./session/sessions.ts";
import { Signals } from "./session/signals/signals.ts";
import { unreadOf } from "./session/unread.ts";
import { memoryStorage } from "./storage/memory.ts";
import { memoryTransport } from "./transport/memory.ts";
import { approvalWorkflow } from "./workflow/approval.ts";
import {
  type EventMap,
  type EventOf,
  type EventsOf,
  eventTypesOf,
  type OwnEvents,
  type ReactionEventOf,
  schemasOf,
} from "./workflow/events.ts";
import type { Workflow } from "./workflow/workflow.ts";

/**
 * One node: one server process of a system. `Events` are the types of its events with their data, and
 * `Action` the actions that somebody can take on a task or a subtask.
 */
export interface Taskwire<Ops, Events extends EventMap = EventMap, Action extends string = string> {
  /**
   * Creates the tables and starts to run reactions. Call it after every {@link react} and before the
   * first call.
   */
  open(): Promise<void>;
  /**
   * Ends connections, reactions, transport and storage, in this order. Runs once: later calls return
   * the first one's promise.
   */
  close(options?: { readonly deadlineMs?: number }): Promise<void>;
  /** The operations, run on behalf of a person. */
  as(actor: { readonly userId: string }): Api<Ops>;
  /**
   * The operations, run on behalf of the host's own code: with every permission, but bound by the
   * workflow's rules.
   */
  readonly system: Api<Ops>;
  /**
   * Runs an operation by name on behalf of a person, and resolves to its result as JSON text. For
   * adapters.
   *
   * @throws {TaskwireError} `forbidden` for the id `system`: the app's own code has {@link system}.
   */
  call(userId: string, operation: string, input: unknown, key?: string): Promise<string>;
  /**
   * Calls a listener for committed events of a type (`*`: every type) on this node, best effort. For
   * work that must happen, use {@link react}.
   *
   * @returns a function that removes the listener.
   * @throws {TaskwireError} `invalid` if no event has this type: neither of taskwire, nor of the
   * workflow, nor in the option `events`.
   */
  on<Type extends (keyof Events & string) | "*">(
    type: Type,
    listener: (event: EventOf<Events, Type extends "*" ? keyof Events : Type>) => void,
  ): () => void;
  /**
   * Calls a handler for each event of a type, at least once, even after a crash. Keep the name when
   * the code changes: stored jobs refer to it.
   *
   * @throws {TaskwireError} `invalid` if no event has this type, or after {@link open}: events that
   * were committed by then would never be handled.
   */
  react<Type extends keyof Events & string>(
    name: string,
    type: Type,
    handler: (event: ReactionEventOf<Events, Type>) => void | Promise<void>,
  ): void;
  /**
   * The ids of the people who follow a topic now, on any node. It is what this node has heard, and
   * only for topics that it follows itself: don't base permissions on it.
   */
  presentIn(topic: string): ReadonlySet<string>;
  readonly sessions: Sessions;
  readonly operations: Ops;
  readonly definitions: Definitions<Action>;
  /**
   * Resolves to whether this node can serve: the storage answers and keeps writes, and nobody has
   * called {@link close}. Writes a small record, at most once a second.
   */
  ready(): Promise<boolean>;
}

const noTemplates = {};

/**
 * Makes a node from a storage, a transport and your definitions. Call `open()` before the first call.
 *
 * @throws {Error} if an option is unknown or doesn't fit the others; the message says which one, and
 * what to do.
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
  Role extends string = ApprovalRole,
  Permission extends string = never,
  const Events extends OwnEvents = readonly [],
>(
  options: TaskwireOptions<W, Own, Role, Permission, Events> = {},
): Taskwire<
  BuiltInOperations<W, Role, Own> & Own,
  EventsOf<W, Events>,
  TaskAction<W> | SubtaskAction | OwnAction<Own>
> {
  type All = BuiltInOperations<W, Role, Own> & Own;
  const {
    runtime = systemRuntime,
    storage = memoryStorage(),
    transport = memoryTransport(),
  } = options;
  checkOptions(options);
  const onError = options.onError ?? ((error: unknown) => console.error(error));
  const workflow = (options.workflow ?? approvalWorkflow) as W;
  const roles = options.roles ?? approvalRoles;
  const builtIn = builtInOperations(workflow, options.templates ?? noTemplates);
  checkOperations(options.operations ?? {}, {
    builtIn: builtIn as Operations,
    permissions: permissionsOf(workflow, roles.permissions),
  });
  const definitions: Definitions<TaskAction<W> | SubtaskAction | OwnAction<Own>> = {
    workflow: workflow.data,
    roles: roles.data,
    permissions: ownPermissions(options.operations ?? {}),
    mentions: options.mentions ?? {},
  };
  const operations = { ...builtIn, ...options.operations } as unknown as All;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const byName = new Map(Object.entries<Operation<string, never>>(operations as never));
  const knownEvents: ReadonlySet<string> = new Set([
    ...eventTypes,
    ...Object.values(workflow.data.actions).map(({ event }) => event),
    ...eventTypesOf(options.events ?? []),
  ]);

  const hub = new Hub(storage, transport, runtime, onError);
  const signals = new Signals(storage, transport, runtime, onError);
  const reactions = new Reactions(storage, runtime, onError);
  const listeners = new Listeners(onError);
  const health = new StorageHealth(storage, runtime);
  const parts: EngineParts = {
    storage,
    runtime,
    definitions,
    policy: { server: roles.server, onError },
    eventTypes: knownEvents,
    eventSchemas: new Map(schemasOf(options.events ?? [])),
    recordCache: new RecordCache(),
    notify:
      options.notifications === false
        ? undefined
        : {
            storage,
            onError,
            members: new MembersCache(storage),
            present: (topic) => signals.presentIn(topic),
            job: (name, event) => reactions.job(name, event),
          },
    preview: (name, input, userId) => preview(byName.get(name), input, userId, parts),
    follow: (event) => reactions.follow(event),
    committed(events) {
      hub.committed(events);
      reactions.committed();
      listeners.announce(events);
    },
  };
  if (parts.notify) addOwnJobs(reactions, parts, parts.notify);

  async function run(userId: string, name: string, input: unknown, key?: string): Promise<string> {
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

  // An adapter passes on whatever id its `authenticate` returns.
  async function call(userId: string, name: string, input: unknown, key?: string): Promise<string> {
    if (userId === systemId)
      throw new TaskwireError(
        "forbidden",
        "Nobody acts as the app's own code from outside. The app itself calls `taskwire.system`.",
      );
    return run(userId, name, input, key);
  }

  const apiFor = (userId: string) =>
    makeApi([...byName.keys()], async (name, input, key) =>
      JSON.parse(await run(userId, name, input, key)),
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

  let isOpened = false;
  let closed: Promise<void> | undefined;
  let stopExpiry = () => {};

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
    system: apiFor(systemId) as Api<All>,
    as({ userId }) {
      if (typeof userId !== "string")
        throw new TaskwireError("invalid", 'Say who acts: `taskwire.as({ userId: "…" })`.');
      if (userId === systemId)
        throw new TaskwireError("invalid", "Use `taskwire.system` to act as the host's own code.");
      return apiFor(userId) as Api<All>;
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
      return listeners.add(type, listener as never);
    },
    presentIn: (topic) => signals.presentIn(topic),
    react(name, type, handler) {
      checkEventType(type, knownEvents);
      if (isOpened)
        throw new TaskwireError(
          "invalid",
          `Register the reaction "${name}" before open(): it would miss what is committed until then.`,
        );
      reactions.add(name, type, handler as never);
    },
    ready: async () => closed === undefined && health.isHealthy(),
  };
}
