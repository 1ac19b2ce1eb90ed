export { isVersioned, versionedRecord } from "../engine/operation/versioned-record.ts";
export type { ErrorBody, ErrorCode } from "../errors.ts";
export { errorCodes, TaskwireError, toErrorBody } from "../errors.ts";
export { canonicalJson } from "../model/canonical-json.ts";
export type { Collection, FieldType } from "../model/collection.ts";
export { defineCollection } from "../model/collection.ts";
export { collections as builtInCollections } from "../model/collections.ts";
export type { CarriedFields } from "../model/event.ts";
export { eventTypes as builtInEventTypes } from "../model/event-data.ts";
export { recordsIn } from "../model/event-records.ts";
export type { Definitions } from "../model/facts.ts";
export type { SharedPart } from "../model/shared-answer.ts";
export { namesFor } from "../operations/defined-names.ts";
export { closeCodes } from "../protocol/close.ts";
export { defaultLimits, type Limits } from "../protocol/limits.ts";
export { keySchema } from "../protocol/up/call.ts";
export { subprotocol } from "../protocol/version.ts";
export type { Runtime } from "../runtime.ts";
export { systemRuntime } from "../runtime.ts";
export { Bucket } from "../session/budget/bucket.ts";
export { networkOf } from "../session/budget/network.ts";
export type { AdmittedCall } from "../session/budget/person-calls.ts";
export type { Strangers } from "../session/budget/strangers.ts";
export type { EndedSessions } from "../session/ended-sessions.ts";
export type { LargeText, Link, PreparedFrame } from "../session/link.ts";
export type {
  AppSessions,
  Authenticate,
  Session,
  SessionInfo,
  Sessions,
} from "../session/sessions.ts";
export type * from "../storage/archive.ts";
export type * from "../storage/storage.ts";
export { start } from "../storage/storage.ts";
export { toStored } from "../storage/stored.ts";
export type { Trim } from "../storage/trim.ts";
export type { Transport } from "../transport/transport.ts";
export type { WebhookAnswer, WebhookRequest, WebhookSender } from "../webhooks/sender.ts";
