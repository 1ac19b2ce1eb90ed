import type { Board, Member } from "@taskwire/core/model";
import type { TaskwireError, Welcome } from "@taskwire/core/protocol";
import type { App } from "../app.ts";
import { createDefinitions, keep } from "../keep.ts";
import type { Records } from "./records.ts";
import { createViews, type Judged, type TaskView } from "./view.ts";

/** A board at one moment. Never changed; what hasn't changed since the last one is the same object. */
export interface BoardSnapshot<A extends App = App> {
  /** `gone`: there is no such board, or not for this person any more. */
  readonly status: "loading" | "ready" | "gone";
  readonly board: Board | undefined;
  readonly members: readonly Member[];
  /** Newest first. */
  readonly tasks: readonly TaskView<A>[];
  /** Who looks at it; `role` is the one that counts on this board. */
  readonly me: { readonly id: string; readonly name: string; readonly role: string } | undefined;
  /** Whether there are older tasks: `loadMore()` brings them. */
  readonly hasMore: boolean;
  /** What is in the way of loading it, why it is gone, or why the client has stopped and it stays as it is. */
  readonly error?: TaskwireError;
}

export type Progress = Pick<BoardSnapshot, "status" | "hasMore"> & {
  readonly error: TaskwireError | undefined;
};

export const emptySnapshot: BoardSnapshot = {
  status: "loading",
  board: undefined,
  members: [],
  tasks: [],
  me: undefined,
  hasMore: false,
};

/** Draws snapshots of records, one after the other, with as little change of identity as there is change. */
export function createSnapshots(records: Records) {
  const drawTasks = createViews(records.subtasksOf);
  const definitionsOf = createDefinitions();
  let judged: Judged | undefined;
  let last = emptySnapshot;

  function judgedFor(user: Welcome["user"], welcome: Welcome): Judged {
    const member = records.members.find(({ userId }) => userId === user.id);
    const actor = { userId: user.id, role: member?.role ?? user.role };
    const next = { actor, board: records.board, member, definitions: definitionsOf(welcome) };
    judged = judged ? keep(judged, { ...next, actor: keep(judged.actor, actor) }) : next;
    return judged;
  }

  return (progress: Progress, welcome: Welcome | undefined): BoardSnapshot => {
    const { status, hasMore, error } = progress;
    let { me, tasks } = last;
    if (welcome) {
      const { user } = welcome;
      const by = judgedFor(user, welcome);
      const seen = { id: user.id, name: by.member?.name ?? user.name, role: by.actor.role };
      me = me ? keep(me, seen) : seen;
      // Ids are UUIDv7, so they sort by age.
      tasks = keep(
        tasks,
        drawTasks(records.tasks(), by).sort((a, b) => (a.id < b.id ? 1 : -1)),
      );
    }
    const { board, members } = records;
    last = keep(last, { status, board, members, tasks, me, hasMore, ...(error && { error }) });
    return last;
  };
}
