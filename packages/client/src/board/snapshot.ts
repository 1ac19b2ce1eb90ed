import type { Board, Member } from "@taskwire/core/model";
import type { TaskwireError, Welcome } from "@taskwire/core/protocol";
import type { App } from "../app.ts";
import { createJudging, type JudgedBy } from "../judging.ts";
import { keep } from "../keep.ts";
import { type TaskView, viewOf } from "../task-view.ts";
import type { Records } from "./records.ts";

/**
 * A board at one moment. It never changes. If a part stays equal, the next snapshot has the same
 * object.
 */
export interface BoardSnapshot<A extends App = App> {
  /** `gone`: there is no such board, or this person may not see it any more. */
  readonly status: "loading" | "ready" | "gone";
  readonly board: Board | undefined;
  readonly members: readonly Member[];
  /** Newest first. */
  readonly tasks: readonly TaskView<A>[];
  /** The person who is connected. `role` is their role on this board. */
  readonly me: { readonly id: string; readonly name: string; readonly role: string } | undefined;
  /** Whether there are older tasks, which `loadMore()` adds. */
  readonly hasMore: boolean;
  /**
   * Set if the board can't be loaded now, if it is gone, or if the client has stopped. If the board
   * is gone or the client has stopped, nothing updates this snapshot any more.
   */
  readonly error?: TaskwireError;
}

/**
 * Returns a function that makes a snapshot of the records. Parts that stay equal are the same
 * objects as in the last snapshot.
 */
export function createSnapshots(records: Records) {
  const judge = createJudging();
  let tasks: readonly TaskView[] = [];
  let judgedBy: JudgedBy | undefined;

  return (status: BoardSnapshot["status"], welcome: Welcome | undefined): BoardSnapshot => {
    const { board, members } = records.state;
    if (welcome) {
      const member = members.find(({ userId }) => userId === welcome.user.id);
      const by = judge(welcome, { board, member });
      tasks = keep(
        tasks,
        records.redraw(by === judgedBy ? tasks : [], (task, subtasks) =>
          viewOf(task, subtasks, by),
        ),
      );
      judgedBy = by;
    }
    return { status, ...records.state, tasks, me: judgedBy?.me };
  };
}
