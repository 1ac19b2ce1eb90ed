export type * from "./actor.ts";
export { systemId } from "./actor.ts";
export type { Api, CallOptions } from "./api.ts";
export type { Board } from "./board.ts";
export type { Comment } from "./comment.ts";
export type {
  ActionData,
  Condition,
  MentionsData,
  RolesData,
  WorkflowData,
} from "./definitions.ts";
export type { Audience, Event, HiddenEvent } from "./event.ts";
export type { Definitions, Facts } from "./facts.ts";
export type { Verdict } from "./judge.ts";
export { available, judge } from "./judge.ts";
export type { Marker } from "./marker.ts";
export type { Member } from "./member.ts";
export type { Message } from "./message.ts";
export type { Notification, NotificationState } from "./notification.ts";
export type { Level, Preference } from "./preference.ts";
export type { Reason, Resolution } from "./reason.ts";
export { reasons } from "./reason.ts";
export type { Room } from "./room.ts";
export type { RoomMember } from "./room-member.ts";
export type { RuleName, RuleResult } from "./rules.ts";
export type { Subtask } from "./subtask.ts";
export type { Decision, StateKind, Task } from "./task.ts";
export { boardTopic, roomTopic, userTopic } from "./topic.ts";
export type { User } from "./user.ts";
export type { Step, Way, Who } from "./way.ts";
