import type { Actor } from "./actor.ts";
import type { Board } from "./board.ts";
import type { Comment } from "./comment.ts";
import type { MentionsData, OwnPermissions, RolesData, WorkflowData } from "./definitions.ts";
import type { Member } from "./member.ts";
import type { Message } from "./message.ts";
import type { ReasonsData } from "./reason.ts";
import type { Room } from "./room.ts";
import type { RoomMember } from "./room-member.ts";
import type { Subtask } from "./subtask.ts";
import type { Task } from "./task.ts";

/** What is known when it is judged whether somebody may do something: on the server what the command read, on a client what its store holds. */
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
  /** All subtasks of the task, where the judgement needs them: the subtask depends on others, or has to be done before something else. */
  readonly siblings?: readonly Subtask[];
  /** Answers of the host's own conditions by name; a client has none and asks the server. */
  readonly answers?: { readonly [condition: string]: boolean };
}

/** The host's definitions, as data. `Action` are the actions that they have on tasks and subtasks. */
export interface Definitions<Action extends string = string> {
  readonly workflow: WorkflowData;
  readonly roles: RolesData;
  /** Permissions of the host's own operations: `available` judges them on each task and subtask. */
  readonly permissions?: OwnPermissions;
  /** The app's own reasons to notify people, the strongest first. */
  readonly reasons?: ReasonsData;
  /** Whom a message can call at once, and by which words. */
  readonly mentions?: MentionsData;
  /** Never set: carries the names of actions. */
  readonly names?: Action;
}
