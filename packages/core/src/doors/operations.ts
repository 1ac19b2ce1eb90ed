export type { OperationContext as Context } from "../engine/operation/context.ts";
export type { Operation, Operations, Route, Target } from "../engine/operation/definition.ts";
export { command, operationsFor, query } from "../engine/operation/definition.ts";
export type { Emitted, Put } from "../engine/operation/emitted.ts";
export { TaskwireError } from "../errors.ts";
export type { Access } from "../model/access.ts";
export type { Collection, FieldType, Table } from "../model/collection.ts";
export { defineCollection } from "../model/collection.ts";
export { collections as builtInCollections } from "../model/collections.ts";
export { idSchema, timestampInput, timestampSchema, userIdSchema } from "../model/id.ts";
export { label, nonEmptyText, text } from "../model/text.ts";
export { boardTopic, roomTopic, userTopic } from "../model/topic.ts";
export { reasonRules } from "../notifications/reasons.ts";
export type {
  Candidate,
  Group,
  NotificationRequest,
  ResolveRequest,
} from "../notifications/request.ts";
export { changeTask } from "../operations/tasks/change-task.ts";
export {
  emitTaskChange,
  type TaskChange,
  type TaskEvent,
  withSubtasks,
} from "../operations/tasks/task-change.ts";
