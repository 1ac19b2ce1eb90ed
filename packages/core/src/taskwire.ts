import { OperationApi } from "./api.ts";
import { appDefinition } from "./app-definition.ts";
import { addChannel } from "./channels/add-channel.ts";
import { channelOf } from "./channels/channel.ts";
import type { EngineParts } from "./engine/attempt.ts";
import { NamesCache } from "./engine/names-cache.ts";
import { MembersCache } from "./engine/notify/members-cache.ts";
import type { Operations } from "./engine/operation/definition.ts";
import { preview } from "./engine/preview.ts";
import { Leases } from "./engine/quotas/leases.ts";
import { numberedCollections } from "./engine/records/numbered-fields.ts";
import { RecordCache } from "./engine/records/record-cache.ts";
import { SharedJson } from "./engine/records/shared-json.ts";
import { TaskCache } from "./engine/records/task-cache.ts";
import { renameStates } from "./engine/state-names.ts";
import { commitAsSystem } from "./engine/system-commit.ts";
import { Turns } from "./engine/turns.ts";
import { storeApprovals } from "./engine/workflow-versions.ts";
import { TaskwireError } from "./errors.ts";
import { healthOf, StorageHealth } from "./health.ts";
import { Listeners } from "./listeners.ts";
import { systemId } from "./model/actor.ts";
import type { Api, CallOptions } from "./model/api.ts";
import type { ErrorContext, Report } from "./model/error-context.ts";
import type { Definitions } from "./model/facts.ts";
import type { Observation } from "./model/observation.ts";
import { defaultQuotas } from "./model/quota.ts";
import type { Refusal } from "./model/refusal.ts";
import { defaultRetention } from "./model/retention.ts";
import { signerOf } from "./model/signer.ts";
import { datedTaskOf, principalOf } from "./model/timer.ts";
import type { Taskwire } from "./node.ts";
import { rulesOf } from "./notifications/reasons.ts";
import { storedStats } from "./observe/node-stats.ts";
import { observedStorage } from "./observe/observed-storage.ts";
import { Observers } from "./observe/observers.ts";
import type { BuiltInOperations } from "./operations/all.ts";
import type { OwnAction } from "./operations/own-permissions.ts";
import { checkOptions } from "./options/check-options.ts";
import type { TaskwireOptions } from "./options/options.ts";
import type { ErasureCalls } from "./people/erasure.ts";
import { erasureJob, goOnErasing, userData } from "./people/user-data.ts";
import type { ApprovalRole } from "./policy/approval-roles.ts";
import type { SubtaskAction, TaskAction } from "./policy/permissions.ts";
import { defaultLimits } from "./protocol/limits.ts";
import { addOwnJobs } from "./reactions/own-jobs.ts";
import { Reactions } from "./reactions/reactions.ts";
import { Expiry } from "./reactions/retention/expire.ts";
import { systemRuntime } from "./runtime.ts";
import { PersonBudgets } from "./session/budget/person-budgets.ts";
import { PersonCalls } from "./session/budget/person-calls.ts";
import { SharedSpending } from "./session/budget/shared-spending.ts";
import { spendingChannel, usageChannel } from "./session/budget/spending-message.ts";
import { CountedStrangers } from "./session/budget/strangers.ts";
import { TimeLimit } from "./session/budget/time-limit.ts";
import { Hub } from "./session/feed/hub.ts";
import { InboxCounts } from "./session/inbox-counts.ts";
import { Usage } from "./session/quotas/usage.ts";
import { SessionRegistry } from "./session/registry.ts";
import { Signals } from "./session/signals/signals.ts";
import { TokenErrors } from "./session/token-errors.ts";
import { countUnread } from "./session/unread.ts";
import { memoryStorage } from "./storage/memory.ts";
import { withGeneralErrors } from "./storage/storage-error.ts";
import { DueChecks } from "./timers/due-checks.ts";
import { Heartbeats } from "./timers/heartbeat.ts";
import { StorageClock } from "./timers/storage-clock.ts";
import { memoryTransport } from "./transport/memory.ts";
import { Webhooks } from "./webhooks/webhooks.ts";
import type { approvalWorkflow } from "./workflow/approval.ts";
import { checkEventType } from "./workflow/event-type.ts";
import type { EventsOf, OwnEvents } from "./workflow/events.ts";
import type { Workflow } from "./workflow/workflow.ts";

/** Only workflows with approvals have these operations. */
interface DelegationCheck {
  readonly delegations: {
    checkDue(of: { readonly userId: string }, key: CallOptions): Promise<unknown>;
  };
}

/** As {@link DelegationCheck}. */
interface DueCheck {
  checkDue(
    on: { readonly boardId: string; readonly taskId: string },
    key: CallOptions,
  ): Promise<unknown>;
}

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
  OwnReason extends string = never,
>(
  options: TaskwireOptions<W, Own, Role, Permission, Events, OwnReason> = {},
): Taskwire<
  BuiltInOperations<W, Role, Own, OwnReason, keyof EventsOf<W, Events> & string> & Own,
  EventsOf<W, Events>,
  TaskAction<W> | SubtaskAction | OwnAction<Own>
> {
  type All = BuiltInOperations<W, Role, Own, OwnReason, keyof EventsOf<W, Events> & string> & Own;
  type Action = TaskAction<W> | SubtaskAction | OwnAction<Own>;
  const { transport = memoryTransport() } = options;
  checkOptions(options);
  const limits = { ...defaultLimits, ...options.limits };
  const quotas = { ...defaultQuotas, ...options.quotas };
  const onError = options.onError ?? ((error: unknown) => console.error(error));
  const report =
    (source: ErrorContext["source"]): Report =>
    (error, details) =>
      onError(error, { source, ...details });
  const unobserved = withGeneralErrors(options.storage ?? memoryStorage());
  const clock = new StorageClock(unobserved, systemRuntime, report("timer"));
  // A host with a runtime of its own controls the time itself.
  const runtime = options.runtime ?? clock.runtime;
  const observers = options.observers?.length
    ? new Observers(options.observers, runtime, report("observer"))
    : undefined;
  const observed = observers && ((observation: Observation) => observers.observed(observation));
  const storage = observers ? observedStorage(unobserved, observers) : unobserved;
  const app = appDefinition(options as TaskwireOptions);
  const operations = app.operations as unknown as All;
  const definitions = app.definitions as Definitions<Action>;

  // A node without a transport is alone.
  const isAlone = options.transport === undefined;
  const hub = new Hub(storage, transport, runtime, report("live"), observers, isAlone);
  const signals = new Signals(storage, transport, runtime, report("signals"));
  const reactions = new Reactions(storage, runtime, definitions, report("reaction"), observers);
  const listeners = new Listeners(report("listener"));
  const storageHealth = new StorageHealth(storage, runtime);
  const members = new MembersCache(storage);
  const numbered = numberedCollections(app.collections);
  const heartbeats = app.definitions.workflow.approvals
    ? new Heartbeats(storage, runtime)
    : undefined;
  const parts: EngineParts = {
    storage,
    runtime,
    heartbeats,
    definitions,
    policy: { server: app.conditions, runtime, onError: report("condition") },
    members,
    eventTypes: app.eventTypes,
    eventSchemas: app.eventSchemas,
    ownEventTypes: app.ownEventTypes,
    ownCollections: app.ownCollections,
    numbered,
    recordCache: new RecordCache(numbered),
    names: new NamesCache(storage),
    taskCache: new TaskCache(),
    sharedJson: new SharedJson(),
    turns: new Turns(runtime),
    places: { quotas, storage, leases: new Leases() },
    answerBytes: limits.answerBytes,
    sign: signerOf(options.receipts?.key),
    notify: {
      storage,
      notifies: options.notifications !== false,
      onError: report("notification"),
      members,
      present: (topic) => signals.presentIn(topic),
      job: (name, event) => reactions.job(name, event),
    },
    preview: (name, input, userId, charging) =>
      preview(app.byName.get(name), input, userId, parts, charging),
    follow: (event) => reactions.follow(event),
    committed(events) {
      hub.committed(events);
      reactions.committed();
      if (isOpened) webhooks?.committed(events);
      listeners.announce(events);
    },
  };
  addOwnJobs(reactions, parts, parts.notify);

  const onRefused = (refusal: Refusal) => listeners.refused(refusal);
  const api = new OperationApi(app.byName, parts, report("call"), onRefused, observers);
  const system = api.of(systemId) as Api<BuiltInOperations<typeof approvalWorkflow, string>>;
  const erasing: ErasureCalls = {
    disable: (user) => system.users.put({ ...user, handle: null, disabled: true }),
    deleteTask: (on) => system.tasks.delete(on),
  };
  reactions.addOwn(erasureJob, "", (event) => goOnErasing(event, erasing, parts));
  const sharing: SharedSpending | undefined = isAlone
    ? undefined
    : new SharedSpending(spendingChannel, transport, runtime, report("transport"));
  const sharedUsage = isAlone
    ? undefined
    : new SharedSpending(usageChannel, transport, runtime, report("transport"));
  const usage = new Usage(quotas, runtime, sharedUsage && ((topic) => sharedUsage.announce(topic)));
  const announce = (userId: string) => sharing?.announce(userId);
  const budgets = new PersonBudgets(limits, runtime, announce, observed);
  const timeLimit = new TimeLimit(limits.callMs, runtime, report("call"));
  const calls = new PersonCalls(app.byName, api.call.bind(api), budgets, limits, usage, timeLimit);
  const counts = new InboxCounts({ runtime, unread: (userId) => countUnread(userId, storage) });
  const sessions = new SessionRegistry({
    log: storage,
    runtime,
    hub,
    signals,
    limits,
    budgets,
    strangers: new CountedStrangers(limits, runtime),
    tokenErrors: new TokenErrors(runtime, report("authentication")),
    definitions,
    call: (userId, operation, input, key, { pieces, shares }) => {
      const answer = { bytes: limits.answerBytes / pieces, shares };
      return calls.call(userId, operation, input, key, undefined, answer);
    },
    counts,
    onError: report("subscription"),
    onRefused,
    observed,
    commit: (event) => commitAsSystem(async (context) => context.emit(event), parts),
  });

  const webhooks =
    options.webhooks &&
    new Webhooks(
      options.webhooks,
      parts,
      (id, boardId) => system.webhooks.report({ id, boardId }),
      report("webhook"),
      observed,
    );
  const dueChecks = new DueChecks({
    storage,
    runtime,
    beat: async () => heartbeats?.beat(),
    check: async (timer, key) => {
      const { id: taskId, boardId } = timer;
      const userId = principalOf(timer);
      if (userId !== undefined) {
        const { delegations } = system as unknown as DelegationCheck;
        return void (await delegations.checkDue({ userId }, { key }));
      }
      const dated = datedTaskOf(timer);
      if (dated !== undefined)
        return void (await system.tasks.checkDates({ boardId, taskId: dated }, { key }));
      const { checkDue } = system.tasks as unknown as DueCheck;
      await checkDue({ boardId, taskId }, { key });
    },
    onError: report("timer"),
    observed,
  });
  const hasTimers = definitions.workflow.approvals !== undefined || definitions.due !== undefined;
  let isOpened = false;
  let channelCount = 0;
  let opening: Promise<void> | undefined;
  let closed: Promise<void> | undefined;
  const expiry = new Expiry(
    { ...defaultRetention, ...options.retention },
    parts,
    report("retention"),
  );

  const isReady = async () => closed === undefined && (await storageHealth.isHealthy());

  async function open(): Promise<void> {
    isOpened = true;
    await storage.open(app.collections);
    if (!options.runtime) await clock.start();
    await renameStates(options.workflow?.renamed ?? {}, parts);
    await heartbeats?.beat();
    await storeApprovals(definitions.otherVersions ?? {}, parts);
    reactions.wake();
    if (hasTimers) dueChecks.start();
    webhooks?.start();
    void sharing?.start(budgets);
    void sharedUsage?.start(usage);
    expiry.start();
  }

  async function close(how: { readonly deadlineMs?: number } | undefined): Promise<void> {
    // A storage can't be closed while it opens.
    await opening?.catch(() => {});
    expiry.stop();
    clock.stop();
    await dueChecks.stop();
    await webhooks?.stop();
    await sessions.close(how);
    await reactions.close();
    hub.close();
    signals.close();
    sharing?.end();
    sharedUsage?.end();
    await transport.close();
    await storage.close();
  }

  return {
    operations,
    definitions,
    sessions,
    admit: (userId) => calls.admit(userId),
    admitStranger: (address) => calls.admitStranger(address),
    call: (userId, operation, input, key, expected) =>
      api.call(userId, operation, input, key, expected),
    system: system as unknown as Api<All>,
    users: userData(erasing, (name, event) => reactions.job(name, event), parts),
    as(actor) {
      const userId: unknown = actor?.userId;
      if (typeof userId !== "string")
        throw new TaskwireError("invalid", 'Say who acts: `taskwire.as({ userId: "…" })`.');
      if (userId === systemId)
        throw new TaskwireError("invalid", "Use `taskwire.system` to act as the host's own code.");
      return api.of(userId) as Api<All>;
    },
    async open() {
      if (closed !== undefined)
        throw new TaskwireError(
          "invalid",
          "This node was closed. Make another one with `createTaskwire`.",
        );
      // After a failure, for example without a database, it can be opened again.
      opening ??= open().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    close(how) {
      closed ??= close(how);
      return closed;
    },
    on(type, listener) {
      if (type !== "*") checkEventType(type, app.eventTypes);
      return listeners.add(type, listener as never);
    },
    onRefused: (listener) => listeners.addRefused(listener),
    presentIn: (topic) => signals.presentIn(topic),
    react(name, type, handler) {
      checkEventType(type, app.eventTypes);
      if (isOpened)
        throw new TaskwireError(
          "invalid",
          `Register the reaction "${name}" before open(): it would miss what is committed until then.`,
        );
      reactions.add(name, type, handler as never);
    },
    deliver(name, how, handler) {
      if (isOpened)
        throw new TaskwireError(
          "invalid",
          `Register the channel "${name}" before open(): it would miss what is committed until then.`,
        );
      const channel = channelOf(name, how, handler, rulesOf(definitions), channelCount);
      addChannel(channel, reactions, parts);
      channelCount += 1;
    },
    ready: isReady,
    health: async () => healthOf(await isReady(), clock.offsetMs),
    stats: async () => ({
      connections: sessions.size - sessions.pendingSize,
      pendingConnections: sessions.pendingSize,
      topics: hub.size,
      ...(await storedStats(unobserved, runtime, hasTimers)),
    }),
  };
}
