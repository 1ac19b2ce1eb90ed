import type { Reason, Resolution } from "../model/reason.ts";
import type { Task } from "../model/task.ts";

/** Several people by what they are when it happens. */
export type Group =
  /** The members of the board who may take a decision on this task now, as the judge of commands says; but not on `unlike`, what it was before. */
  | { readonly deciders: Task; readonly unlike?: Task }
  /** Everybody on the board or in the room; with a role of the board; or only those who are there right now. */
  | { readonly members: "board" | "room"; readonly role?: string; readonly present?: true }
  /** Those whose level for the notice's room or task is `all`, by their preference for it or for its board. */
  | { readonly level: "all" };

/** Somebody who may have to be told, and why. */
export interface Candidate {
  readonly to: string | Group;
  readonly reason: Reason;
}

/**
 * Who is to be told of an event. An operation gives it with `emit({ …, notify })`; the engine works out whom it reaches
 * and writes their rows in the same commit. One person may be a candidate several times: they get one row.
 *
 * Where `roomId` or `taskId` is given, only who may read that room or task is told; else whoever is on the board.
 */
export interface NotificationRequest {
  /** What a row opens, and what settles it: `task:<id>`, `message:<id>`, `comment:<id>`, `board:<id>`, `room:<id>`. */
  readonly about: string;
  readonly boardId: string;
  readonly taskId?: string;
  readonly roomId?: string;
  readonly messageId?: string;
  readonly commentId?: string;
  /** A few words of it for the inbox; cut where it is long. */
  readonly excerpt?: string;
  /** Not for whom an earlier event has told of the same thing: an edit tells only the newly mentioned. */
  readonly once?: true;
  readonly candidates: readonly Candidate[];
}

/**
 * Rows that a command settles: those about one thing (of some reasons, of some people), or those of one person (on a
 * board, in a room, about a task; everywhere).
 */
export type ResolveRequest = {
  readonly resolution: Resolution;
  /** Who decided, where that is the resolution. */
  readonly decidedBy?: string;
} & (
  | {
      readonly about: string;
      readonly reasons?: readonly Reason[];
      readonly userIds?: readonly string[];
    }
  | {
      readonly userId: string;
      readonly boardId?: string;
      readonly roomId?: string;
      readonly taskId?: string;
    }
);
