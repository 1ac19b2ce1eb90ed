import type { Operations } from "../engine/operation/definition.ts";
import { eventTypes } from "../model/event-data.ts";
import { defaultRetention, type Retention } from "../model/retention.ts";
import { approvalRoles } from "../policy/approval-roles.ts";
import { checkApprovalRoles } from "../policy/check-approvals.ts";
import { checkRolesFit } from "../policy/check-roles.ts";
import { defaultLimits, type Limits } from "../protocol/limits.ts";
import { systemRuntime } from "../runtime.ts";
import { approvalWorkflow } from "../workflow/approval.ts";
import { checkWorkflow } from "../workflow/check.ts";
import { checkDueDates } from "../workflow/due-dates.ts";
import { eventTypesOf, type OwnEvents, schemasOf } from "../workflow/events.ts";
import { checkTemplatesFit } from "../workflow/templates.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { checkCalendars } from "./check-calendars.ts";
import { checkCollections } from "./check-collections.ts";
import { checkLinks } from "./check-links.ts";
import { checkMentions } from "./check-mentions.ts";
import { checkNames } from "./check-names.ts";
import { checkQuotas } from "./check-quotas.ts";
import { checkReasons } from "./check-reasons.ts";
import { checkReceipts } from "./check-receipts.ts";
import { jsonProblem } from "./json-problem.ts";
import type { TaskwireOptions } from "./options.ts";

/** The options of `createTaskwire`. */
export const optionNames: {
  readonly [N in keyof Required<TaskwireOptions<Workflow, Operations>>]: true;
} = {
  storage: true,
  transport: true,
  workflow: true,
  roles: true,
  templates: true,
  mentions: true,
  calendars: true,
  due: true,
  receipts: true,
  links: true,
  operations: true,
  collections: true,
  events: true,
  reasons: true,
  limits: true,
  quotas: true,
  retention: true,
  runtime: true,
  notifications: true,
  onError: true,
  webhooks: true,
  observers: true,
};

/**
 * Refuses wrong options before anything is made of them. The compiler refuses most of them too; a
 * misspelled `storage` would otherwise keep everything in memory.
 *
 * @throws {Error} naming the option, what is wrong, and the cure.
 */
export function checkOptions(options: TaskwireOptions<Workflow, Operations>): void {
  checkNames(options, optionNames, "createTaskwire has no option");
  checkLimits(options.limits ?? {});
  checkQuotas(options.quotas ?? {});
  checkRetention(options.retention ?? {});
  const {
    storage,
    transport,
    workflow = approvalWorkflow,
    roles,
    templates = {},
    mentions = {},
  } = options;
  if (storage && typeof storage.open !== "function")
    throw new Error("storage: give what sqliteStorage(…) returned.");
  if (transport && typeof transport.publish !== "function")
    throw new Error("transport: give what memoryTransport() or another …Transport(…) returned.");
  if (!workflow.data || !workflow.types)
    throw new Error("workflow: give what defineWorkflow returned.");
  checkWorkflow(workflow.data, workflow.types, workflow.renamed);
  if (roles && !(roles.data && roles.workflow && roles.server && roles.permissions))
    throw new Error("roles: give what defineRoles returned.");
  checkRolesFit(roles ?? approvalRoles, workflow);
  checkApprovalRoles(roles ?? approvalRoles, workflow);
  checkCalendars(options.calendars ?? {}, workflow, (options.runtime ?? systemRuntime).now());
  checkDueDates(options.due, options.calendars ?? {});
  checkReceipts(options.receipts);
  checkLinks(options.links);
  checkTemplatesFit(templates, {
    workflow,
    roles: roles ?? approvalRoles,
    hasCalendar: options.due?.calendar !== undefined,
  });
  checkCollections(options.collections ?? []);
  checkObservers(options.observers ?? []);
  if (options.webhooks && typeof options.webhooks.send !== "function")
    throw new Error("webhooks: give what webhookSender() of @taskwire/webhooks returned.");
  if (options.webhooks && !(options.webhooks.timeoutMs >= 1))
    throw new Error(
      `webhooks: timeoutMs is ${String(options.webhooks.timeoutMs)}; give the milliseconds in which every \`send\` ends.`,
    );
  checkEvents(options.events ?? [], workflow);
  checkReasons(options.reasons ?? {});
  checkMentions(mentions, Object.keys((roles ?? approvalRoles).data.roles));
}

/** Refuses limits that nothing could be compared with: with NaN, a limit would never be reached. */
function checkLimits(limits: Partial<Limits>): void {
  checkNames(limits, defaultLimits, "There is no limit");
  for (const [name, limit] of Object.entries<unknown>(limits)) {
    if (typeof limit !== "number" || !(limit >= 0))
      throw new Error(`The limit "${name}" is ${String(limit)}; give a number from 0.`);
  }
}

/** Refuses times that would delete everything at once, or nothing. */
function checkRetention(retention: Partial<Retention>): void {
  checkNames(retention, defaultRetention, "There is no retention");
  for (const [name, days] of Object.entries<unknown>(retention)) {
    if (days !== null && !(typeof days === "number" && days >= 1))
      throw new Error(
        `The retention "${name}" is ${String(days)}; give a number of days from 1, or null to keep everything.`,
      );
  }
}

function checkObservers(observers: NonNullable<TaskwireOptions["observers"]>): void {
  const isObserver = (one: unknown) =>
    typeof one === "object" && one !== null && ("observed" in one || "within" in one);
  if (!Array.isArray(observers) || !observers.every(isObserver))
    throw new Error(
      "observers: give a list of objects with a method `observed` or `within`, e.g. [prometheusMetrics()].",
    );
}

/** Refuses events whose types taskwire or the workflow already has. */
function checkEvents(events: OwnEvents, workflow: Workflow): void {
  const actions = Object.values(workflow.data.actions).map(({ event }) => event);
  for (const type of eventTypesOf(events)) {
    if (!/^\w+\.\w+$/.test(type))
      throw new Error(
        `events: "${type}" needs a noun and a verb in the past tense, e.g. "task.nudged".`,
      );
    if (eventTypes.includes(type))
      throw new Error(`taskwire has an event "${type}"; give yours another type.`);
    if (actions.includes(type))
      throw new Error(
        `The workflow "${workflow.data.name}" has an event "${type}"; give yours another type.`,
      );
  }
  for (const [type, schema] of schemasOf(events)) {
    if (typeof schema?.safeParse !== "function")
      throw new Error(
        `events: "${type}" needs the schema of its data, e.g. { "${type}": z.strictObject({ … }) }.`,
      );
    const problem = jsonProblem(schema, "output");
    if (problem) throw new Error(`events: the data of "${type}" ${problem}`);
  }
}
