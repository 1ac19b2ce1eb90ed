export type { Verdict } from "./authorize/judge.ts";
export { available, judge } from "./authorize/judge.ts";
export type { Remedy, RemedyActor, RemedyStep } from "./authorize/remedy.ts";
export type { RuleName, RuleResult } from "./authorize/rule.ts";
export { type CalendarDefinition, defineCalendar } from "./calendar/calendar.ts";
export type { ChannelHandler, ChannelMessage, ChannelOptions } from "./channels/channel.ts";
export type { ErrorBody, ErrorCode } from "./errors.ts";
export { errorCodes, TaskwireError } from "./errors.ts";
export type { Health } from "./health.ts";
export type { Actor } from "./model/actor.ts";
export { systemId } from "./model/actor.ts";
export type { Api, CallOptions } from "./model/api.ts";
export type { Board } from "./model/board.ts";
export type { Calendar, Holidays, OpenHours, Span } from "./model/calendar.ts";
export type { Comment } from "./model/comment.ts";
export type { Condition } from "./model/condition.ts";
export type {
  ActionData,
  MentionsData,
  NamedRoles,
  OwnPermissions,
  RolesData,
  WorkflowData,
} from "./model/definitions.ts";
export type { Digest, QuietHours } from "./model/delivery-times.ts";
export type { ErrorContext } from "./model/error-context.ts";
export type { Audience, CarriedFields, Event, HiddenEvent } from "./model/event.ts";
export type { Definitions, Facts } from "./model/facts.ts";
export type { ReactionEvent } from "./model/job.ts";
export type { JsonOf } from "./model/json-of.ts";
export type { Member } from "./model/member.ts";
export type { Message } from "./model/message.ts";
export type { NodeStats } from "./model/node-stats.ts";
export type { Notification, NotificationState } from "./model/notification.ts";
export type {
  CallObservation,
  ChargeObservation,
  CloseObservation,
  DeliveryObservation,
  LimitObservation,
  Observation,
  ObservedWork,
  Observer,
  OpenObservation,
  ReactionObservation,
  ReloadObservation,
  StorageObservation,
  TimerObservation,
  WebhookObservation,
} from "./model/observation.ts";
export type { Level, Preference } from "./model/preference.ts";
export { defaultQuotas, type QuotaName, type Quotas } from "./model/quota.ts";
export type { ReadMarker } from "./model/read-marker.ts";
export type {
  AnyReason,
  Reason,
  ReasonDefinition,
  ReasonsData,
  Resolution,
} from "./model/reason.ts";
export { reasons } from "./model/reason.ts";
export type { Refusal } from "./model/refusal.ts";
export { defaultRetention, type Retention } from "./model/retention.ts";
export type { Room } from "./model/room.ts";
export type { RoomMember } from "./model/room-member.ts";
export type { Subtask } from "./model/subtask.ts";
export type { Decision, StateKind, Task } from "./model/task.ts";
export { boardTopic, roomTopic, userTopic } from "./model/topic.ts";
export type { User } from "./model/user.ts";
export type { Taskwire } from "./node.ts";
export type { BuiltInOperations } from "./operations/all.ts";
export type { RoleOperations } from "./operations/boards/role-signatures.ts";
export type { PreferenceOperations } from "./operations/inbox/preferences.ts";
export type { LinkInput, LinkOperations } from "./operations/links/links.ts";
export type { OwnAction } from "./operations/own-permissions.ts";
export type { ActionOperations } from "./operations/tasks/task-actions.ts";
export type {
  CreateTask,
  EditTask,
  ListTasks,
  TaskOperations,
  TaskResult,
  WhyInput,
  WhyOperations,
} from "./operations/tasks/task-signatures.ts";
export type { WebhookInput, WebhookOperations } from "./operations/webhooks/signatures.ts";
export type { TaskwireOptions } from "./options/options.ts";
export type { EraseOptions, ExportedRecord, UserData } from "./people/person-data.ts";
export { type ApprovalRole, approvalRoles } from "./policy/approval-roles.ts";
export { builtInConditions } from "./policy/built-in-conditions.ts";
export type { ConditionOf, FactsOf } from "./policy/condition-of.ts";
export type { Roles, ServerCondition } from "./policy/defined-roles.ts";
export { basePermissions, type SubtaskAction, type TaskAction } from "./policy/permissions.ts";
export { defineRoles } from "./policy/roles.ts";
export { defaultLimits, type Limits } from "./protocol/limits.ts";
export type { ReactionHandler } from "./reactions/reactions.ts";
export { memoryStorage } from "./storage/memory.ts";
export { createTaskwire } from "./taskwire.ts";
export { memoryTransport } from "./transport/memory.ts";
export type { NoData } from "./workflow/approval.ts";
export { approvalWorkflow, approvalWorkflowFor } from "./workflow/approval.ts";
export type {
  ApprovalDefinition,
  ApprovalDefinitions,
  CheckedApprovals,
  DeadlineDefinition,
  GroupDefinition,
  StepDefinition,
  VotersDefinition,
} from "./workflow/approval-definition.ts";
export type {
  EventMap,
  EventOf,
  EventsOf,
  OwnEvents,
  ReactionEventOf,
} from "./workflow/events.ts";
export { toMermaid } from "./workflow/mermaid.ts";
export type {
  AssigneeRule,
  SubtaskTemplate,
  Template,
  TemplateFacts,
  Templates,
} from "./workflow/templates.ts";
export { defineTemplates } from "./workflow/templates.ts";
export type { ActionDefinition, TaskOf, TaskTypes, Workflow } from "./workflow/workflow.ts";
export { defineWorkflow } from "./workflow/workflow.ts";
