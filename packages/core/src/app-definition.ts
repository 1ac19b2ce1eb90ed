import type { z } from "zod";
import type { Operation, Operations } from "./engine/operation/definition.ts";
import type { Collection } from "./model/collection.ts";
import { collections } from "./model/collections.ts";
import { delegates, delegations } from "./model/delegation.ts";
import type { DueData } from "./model/due.ts";
import { eventTypes } from "./model/event-data.ts";
import type { Definitions } from "./model/facts.ts";
import { heartbeats } from "./model/heartbeat.ts";
import { tasks, tasksOf } from "./model/task.ts";
import { timers } from "./model/timer.ts";
import { workflowVersions } from "./model/workflow-version.ts";
import { builtInOperations } from "./operations/all.ts";
import { ownPermissions } from "./operations/own-permissions.ts";
import { checkOperations } from "./options/check-operations.ts";
import type { TaskwireOptions } from "./options/options.ts";
import { approvalRoles } from "./policy/approval-roles.ts";
import type { Roles } from "./policy/defined-roles.ts";
import { permissionsOf } from "./policy/permissions.ts";
import { approvalWorkflow } from "./workflow/approval.ts";
import { eventTypesOf, schemasOf } from "./workflow/events.ts";
import type { Workflow } from "./workflow/workflow.ts";

const noTemplates = {};

/** Everything that an app defines with its options: taskwire's own definitions and the app's together. */
export interface AppDefinition {
  readonly operations: Operations;
  readonly byName: ReadonlyMap<string, Operation<string, never>>;
  /** The definitions that are data. Clients get them too. */
  readonly definitions: Definitions;
  /** The app's own conditions. */
  readonly conditions: Roles["server"];
  readonly collections: readonly Collection[];
  /** All types that events can have. */
  readonly eventTypes: ReadonlySet<string>;
  /** The types of the app's own events. */
  readonly ownEventTypes: ReadonlySet<string>;
  /** The names of the app's own collections. */
  readonly ownCollections: ReadonlySet<string>;
  /** The schemas of the app's own events that have one, by type. */
  readonly eventSchemas: ReadonlyMap<string, z.ZodType>;
}

/**
 * Puts together the definitions of an app.
 *
 * @throws {Error} if the app's own operations don't fit the other definitions.
 */
export function appDefinition(options: TaskwireOptions): AppDefinition {
  const { workflow = approvalWorkflow, roles = approvalRoles, operations: own = {} } = options;
  const due = options.due && { remind: [{ hours: 24 }], ...options.due };
  const builtIn: unknown = builtInOperations(workflow, options.templates ?? noTemplates);
  checkOperations(own, {
    builtIn: builtIn as Operations,
    permissions: permissionsOf(workflow, roles.permissions),
    decisionNeeds: workflow.data.decisionNeeds,
  });
  const operations = { ...(builtIn as Operations), ...own };
  const events = options.events ?? [];
  return {
    operations,
    byName: new Map(Object.entries<Operation<string, never>>(operations as never)),
    definitions: {
      workflow: workflow.data,
      roles: roles.data,
      permissions: ownPermissions(own),
      mentions: options.mentions ?? {},
      reasons: options.reasons ?? {},
      ...((options.receipts || workflow.data.approvals) && {
        receipts: { app: options.receipts?.app ?? "taskwire" },
      }),
      ...(options.links && { links: { url: options.links.url } }),
      ...(workflow.data.approvals && { otherVersions: {} }),
      ...((workflow.data.approvals || due) && { calendars: options.calendars ?? {} }),
      ...(due && { due }),
    },
    conditions: roles.server,
    collections: [...collectionsFor(workflow, due), ...(options.collections ?? [])],
    ownCollections: new Set((options.collections ?? []).map(({ name }) => name)),
    ownEventTypes: new Set(eventTypesOf(events)),
    eventTypes: new Set([
      ...eventTypes,
      ...Object.values(workflow.data.actions).map(({ event }) => event),
      ...eventTypesOf(events),
    ]),
    eventSchemas: new Map(schemasOf(events)),
  };
}

/**
 * Taskwire's own collections. A workflow with approvals needs more: a field of tasks, its stored
 * versions, timers, the heartbeat and delegations. Due dates need a field of tasks, and timers.
 */
const collectionsFor = (
  { data: workflow }: Workflow,
  due: DueData | undefined,
): readonly Collection[] => [
  ...collections.map((one) => (one === tasks ? tasksOf({ workflow, due }) : one)),
  ...(workflow.approvals || due ? [timers] : []),
  ...(workflow.approvals ? [workflowVersions, heartbeats, delegations, delegates] : []),
];
