import type { Actor } from "./actor.ts";
import type { ApprovalsData } from "./approval-data.ts";
import type { Board } from "./board.ts";
import type { Calendar } from "./calendar.ts";
import type { Comment } from "./comment.ts";
import type { MentionsData, OwnPermissions, RolesData, WorkflowData } from "./definitions.ts";
import type { DueData } from "./due.ts";
import type { Outage } from "./heartbeat.ts";
import type { Member } from "./member.ts";
import type { Message } from "./message.ts";
import type { ReasonsData } from "./reason.ts";
import type { Room } from "./room.ts";
import type { RoomMember } from "./room-member.ts";
import type { Subtask } from "./subtask.ts";
import type { Task } from "./task.ts";

/**
 * The records that decide whether an action is allowed. On the server they are the ones that the
 * command read; on a client, the ones that its store has.
 */
export interface Facts {
  readonly actor: Actor;
  readonly board?: Board | undefined;
  readonly member?: Member | undefined;
  readonly task?: Task | undefined;
  readonly subtask?: Subtask | undefined;
  readonly comment?: Comment | undefined;
  readonly room?: Room | undefined;
  readonly roomMember?: RoomMember | undefined;
  readonly message?: Message | undefined;
  /**
   * All subtasks of the task, by position. Needed if the subtask depends on others, and to find a
   * remedy.
   */
  readonly siblings?: readonly Subtask[];
  /** A vote that the actor is about to cast on the task: its step, and the version that they saw. */
  readonly vote?: {
    readonly step?: string | undefined;
    /** The person for whom the actor votes. */
    readonly for?: string | undefined;
    readonly version?: number | undefined;
  };
  /**
   * The person who casts a vote for the actor, and whether the actor has a delegation to them now. Absent: the actor
   * does it. Only the server has it.
   */
  readonly caster?: Actor & { readonly isDelegate: boolean };
  /** `link`: with a decision link, and without the session of the person. Only the server has it. */
  readonly via?: "link";
  /** The time, ISO 8601. Without it, no vote is judged too late. */
  readonly now?: string;
  /** The latest times at which no server was running. Only the server has them. */
  readonly outages?: readonly Outage[];
  /** The answers of the app's own functions, by condition. Only the server has them. */
  readonly answers?: { readonly [condition: string]: boolean };
}

/** The definitions of an app, as data. `Action` is the union of the actions on tasks and subtasks. */
export interface Definitions<Action extends string = string> {
  readonly workflow: WorkflowData;
  readonly roles: RolesData;
  /**
   * The permissions of the app's own operations. `available` has a verdict on each of them for
   * every task and subtask.
   */
  readonly permissions?: OwnPermissions;
  /** The app's own reasons to notify people, the strongest first. */
  readonly reasons?: ReasonsData;
  /** The groups that a text can mention, and more words for them. */
  readonly mentions?: MentionsData;
  /** The approvals of the workflow's other versions, by number. Only the server has them. */
  readonly otherVersions?: { readonly [version: number]: ApprovalsData };
  /** Given if the app reminds people of due dates. Only the server has it. */
  readonly due?: DueData;
  /** The calendars of deadlines and due dates, by name. Only the server has them. */
  readonly calendars?: { readonly [name: string]: Calendar };
  /** The page for decision links. Given if the app has one. Only the server has it. */
  readonly links?: { readonly url: string };
  /** Given if the app makes receipts. Only the server has it. */
  readonly receipts?: { readonly app: string };
  /** Never set. It only carries the names of actions. */
  readonly names?: Action;
}
