import type { AnyReason, Reason, Resolution } from "../model/reason.ts";
import type { Task } from "../model/task.ts";

/** A group of people, described by their role or state at the time of the event. */
export type Group =
  /**
   * The members of the board who may take a decision on this task now, by the same check as for
   * commands. With `unlike` (the task as it was before), people who could already decide then are
   * left out.
   */
  | { readonly deciders: Task; readonly unlike?: Task }
  /**
   * The members of the board or the room. `role`: only with that role. `present`: only those who
   * are present now.
   */
  | { readonly members: "board" | "room"; readonly role?: string; readonly present?: true }
  /**
   * The people who chose the level `all` for the request's room or task. If they chose no level for
   * the room or task, their level for its board counts.
   */
  | { readonly level: "all" };

/**
 * A person or a group that may have to be notified, and why. `ReasonName` is the type of the names
 * of all reasons.
 */
export interface Candidate<ReasonName extends string = Reason> {
  readonly to: string | Group;
  readonly reason: ReasonName;
  /**
   * True: the person is notified even if they are the actor, because they are asked for something
   * new.
   */
  readonly evenActor?: true;
}

/**
 * The people whom an event concerns. An operation passes this request with `emit({ …, notify })`.
 * The engine decides who of these people is notified. The same commit contains their notifications
 * or, for a large audience, the job that writes them. A person who is a candidate for several
 * reasons gets one notification.
 *
 * With `roomId` or `taskId`, only people who may read that room or task are notified; otherwise any
 * member of the board.
 */
export interface NotificationRequest<ReasonName extends string = Reason> {
  /**
   * The thing that the notification opens, and by which it can be resolved: `task:<id>`,
   * `message:<id>`, `comment:<id>`, `board:<id>` or `room:<id>`.
   */
  readonly about: string;
  readonly boardId: string;
  readonly taskId?: string;
  readonly roomId?: string;
  readonly messageId?: string;
  readonly commentId?: string;
  /** Text for the inbox. It is shortened if it is long. */
  readonly excerpt?: string;
  /** Leaves out people who were already notified of the same thing: an edit notifies only new mentions. */
  readonly once?: true;
  readonly candidates: readonly Candidate<ReasonName>[];
  /**
   * For people who are asked for votes: the people whose votes they can cast. Only needed for delegates of
   * people who are away.
   */
  readonly seats?: { readonly [userId: string]: readonly string[] };
}

/**
 * Notifications that a command resolves: those about one thing (of some reasons, of some people), or
 * those of one person (on a board, in a room, about a task, or all).
 */
export type ResolveRequest<ReasonName extends string = Reason> = {
  readonly resolution: Resolution;
  /** The person who decided. Only with the resolution `decided`. */
  readonly decidedBy?: string;
} & (
  | {
      readonly about: string;
      readonly reasons?: readonly ReasonName[];
      readonly userIds?: readonly string[];
    }
  | PersonScope
);

/** A request with reasons of taskwire or of the app's own, as the engine handles it. */
export type AnyResolveRequest = ResolveRequest<AnyReason>;

/** The notifications of one person: on a board, in a room, about a task, or all. */
export interface PersonScope {
  readonly userId: string;
  readonly boardId?: string;
  readonly roomId?: string;
  readonly taskId?: string;
}

/**
 * Requests a review of a person's notifications, because a command changes what the person may read
 * and decide. Notifications that they may not read are withheld. Those that they may read again get
 * their words back.
 */
export interface ReviewRequest extends PersonScope {
  /** The command only gives rights, so nothing has to be withheld in its commit. */
  readonly gains?: boolean;
  /**
   * The things that the person loses the right to read. `everything`: everything in the scope.
   * `uninvolved`: the tasks that they are not involved in. `involvement`: one task. The person was
   * involved in it, and no longer is. A job looks again after the commit. If the person has the
   * right again by then, the job sends the notifications again, because the person may have read
   * the inbox in between.
   */
  readonly takes?: "everything" | "uninvolved" | "involvement" | undefined;
  /**
   * The rights to decide change too. So the job asks the person to decide on the tasks that wait
   * for them, and finds the tasks that nobody can decide on.
   */
  readonly asks?: boolean;
  /** A delegation has ended. It says why requests to vote for the person who was away are resolved. */
  readonly endsDelegation?: boolean;
}

/**
 * Brings an edited text into the notifications about a post, or about a task and its comments. With
 * `parts`, it brings the titles of subtasks into the `assigned` notifications about a task. With `seats`, it says in the
 * open requests to vote whose votes the recipients are asked for now.
 */
export type RewordRequest =
  | { readonly about: string; readonly parts?: true; readonly seats?: undefined }
  | {
      readonly about: string;
      readonly seats: NonNullable<NotificationRequest["seats"]>;
      readonly parts?: undefined;
    }
  | { readonly taskId: string };

/** A request to change notifications that earlier commands wrote. */
export type ChangeRequest =
  | ({ readonly kind: "resolve" } & AnyResolveRequest)
  | ({ readonly kind: "review" } & ReviewRequest)
  | ({ readonly kind: "reword" } & RewordRequest);
