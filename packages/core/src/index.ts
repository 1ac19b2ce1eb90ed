export type { Context } from "./engine/context.ts";
export type { Emitted, Put } from "./engine/emitted.ts";
export type { Operation, Operations, Route, Target } from "./engine/operation.ts";
export { command, query } from "./engine/operation.ts";
export type { ErrorBody, ErrorCode } from "./errors.ts";
export { errorCodes, TaskwireError, toErrorBody } from "./errors.ts";
export * from "./mentions/index.ts";
export type { Collection, FieldType, Table } from "./model/collection.ts";
export { defineCollection } from "./model/collection.ts";
export { collections as builtInCollections } from "./model/collections.ts";
export type { NamedRoles } from "./model/definitions.ts";
export { idSchema } from "./model/id.ts";
export * from "./model/index.ts";
export type { ReactionEvent } from "./model/job.ts";
export { label, text } from "./model/text.ts";
export type { Candidate, Group, Notice, Settlement } from "./notifications/notice.ts";
export { reasonRules } from "./notifications/reasons.ts";
export type { BuiltInOperations } from "./operations/all.ts";
export type { ActionOperations } from "./operations/task-actions.ts";
export { emitTaskChange, type TaskChange, withSubtasks } from "./operations/task-change.ts";
export type { TaskOperations } from "./operations/tasks.ts";
export type { TaskwireOptions } from "./options.ts";
export { approvalRoles } from "./policy/approval-roles.ts";
export type { Roles, ServerCondition } from "./policy/roles.ts";
export { basePermissions, builtInConditions, defineRoles } from "./policy/roles.ts";
export { closeCodes } from "./protocol/close.ts";
export { defaultLimits, type Limits } from "./protocol/limits.ts";
export { keySchema } from "./protocol/up/call.ts";
export { subprotocol } from "./protocol/version.ts";
export type { ReactionHandler } from "./reactions/reactions.ts";
export type { Runtime } from "./runtime.ts";
export { systemRuntime } from "./runtime.ts";
export { Buckets } from "./session/bucket.ts";
export type { Link, PreparedFrame } from "./session/link.ts";
export type { Authenticate, Session, Sessions } from "./session/sessions.ts";
export { memoryStorage } from "./storage/memory.ts";
export { createTaskwire, type Taskwire } from "./taskwire.ts";
export { memoryTransport } from "./transport/memory.ts";
export type { NoData } from "./workflow/approval.ts";
export { approvalWorkflow, approvalWorkflowFor } from "./workflow/approval.ts";
export { toMermaid } from "./workflow/mermaid.ts";
export type {
  AssigneeRule,
  SubtaskTemplate,
  Template,
  TemplateFacts,
  Templates,
} from "./workflow/templates.ts";
export { defineTemplates } from "./workflow/templates.ts";
export { transition } from "./workflow/transition.ts";
export type { TaskOf, TaskTypes, Workflow } from "./workflow/workflow.ts";
export { defineWorkflow } from "./workflow/workflow.ts";
