import type { Notification, Subtask, TaskOf } from "@taskwire/core/model";
import type { App, TaskPermission } from "../app.ts";

/** The board of an entry. */
export interface BoardName {
  readonly id: string;
  readonly name: string;
}

/** A task that waits for my decision. */
export interface DecideWork<A extends App = App> {
  /** Pass its `version` with the decision: it is that of the text that is shown. */
  readonly task: Readonly<TaskOf<A>>;
  readonly board: BoardName;
  /** The decisions that I may take myself, e.g. `task.approve`. */
  readonly actions: readonly TaskPermission<A>[];
  /** The people who are away and for whom I can vote, with the decisions. Pass `for: userId` with the vote. */
  readonly for: readonly {
    readonly userId: string;
    readonly actions: readonly TaskPermission<A>[];
  }[];
}

/** An open subtask of mine, with its task. */
export interface StepWork<A extends App = App> {
  readonly subtask: Readonly<Subtask>;
  readonly task: Readonly<TaskOf<A>>;
  readonly board: BoardName;
}

/** A task that I asked for. Its `state`, and `done` of its `total` subtasks, say where it stands. */
export interface AskedWork<A extends App = App> {
  readonly task: Readonly<TaskOf<A>>;
  readonly board: BoardName;
}

/** The lists of a person's work. */
export interface WorkLists<A extends App = App> {
  /** The tasks that wait for my decision: board by board, the oldest first. */
  readonly decide: readonly DecideWork<A>[];
  /** My open subtasks: the one that is due next first, those without a date last. */
  readonly steps: readonly StepWork<A>[];
  /** The tasks that I asked for and that are not over: those that wait first, then the newest. */
  readonly asked: readonly AskedWork<A>[];
  /** The mentions that I have neither answered nor put away: unread ones first, then the newest. */
  readonly mentions: readonly Notification[];
}

/** The name of one of the lists. */
export type WorkListName = keyof WorkLists;

export const listNames: readonly WorkListName[] = ["decide", "steps", "asked", "mentions"];
