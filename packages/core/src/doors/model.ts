export type { Verdict } from "../authorize/judge.ts";
export { available, judge } from "../authorize/judge.ts";
export type { Remedy, RemedyActor, RemedyStep } from "../authorize/remedy.ts";
export type { RuleName, RuleResult } from "../authorize/rule.ts";
export type * from "../model/actor.ts";
export { systemId } from "../model/actor.ts";
export type { Api, CallOptions } from "../model/api.ts";
export type { Board } from "../model/board.ts";
export type { Comment } from "../model/comment.ts";
export type { CommentMarker } from "../model/comment-marker.ts";
export type {
  ActionData,
  Condition,
  MentionsData,
  RolesData,
  WorkflowData,
} from "../model/definitions.ts";
export type { Audience, CarriedFields, Event, HiddenEvent } from "../model/event.ts";
export type { CarriedRecords, EventRecord } from "../model/event-records.ts";
export { carriedIn, recordsIn } from "../model/event-records.ts";
export type { Definitions, Facts } from "../model/facts.ts";
export type { JsonOf } from "../model/json-of.ts";
export type { Member } from "../model/member.ts";
export type { Message } from "../model/message.ts";
export type { Notification, NotificationState } from "../model/notification.ts";
export type { Level, Preference } from "../model/preference.ts";
export type { ReadMarker } from "../model/read-marker.ts";
export type { Reason, Resolution } from "../model/reason.ts";
export { reasons } from "../model/reason.ts";
export type { Room } from "../model/room.ts";
export type { RoomMember } from "../model/room-member.ts";
export type { Subtask } from "../model/subtask.ts";
export type { Decision, StateKind, Task } from "../model/task.ts";
export { boardTopic, roomTopic, userTopic } from "../model/topic.ts";
export type { User } from "../model/user.ts";
export type { TaskOf } from "../workflow/workflow.ts";
