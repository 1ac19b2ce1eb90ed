import type { TaskStep } from "@taskwire/core/approvals";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { BoardStore } from "../board/store.ts";
import type { ClientCore } from "../client.ts";
import { keep } from "../keep.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";
import type { TaskStore } from "../task/store.ts";
import { serverClock } from "./server-clock.ts";
import { type ApprovalView, viewOf } from "./view.ts";

/** The approval of a task at one moment. It never changes. */
export interface ApprovalSnapshot {
  /** `gone`: there is no such task, or this person may not see it any more. */
  readonly status: "loading" | "ready" | "gone";
  /** Undefined while it loads, and if the task never was in a state that has an approval. */
  readonly approval: ApprovalView | undefined;
  /** Set if the task or its board can't be loaded now, or if they are gone. */
  readonly error?: TaskwireError;
}

/** An approval that stays up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface ApprovalStore extends SnapshotSource<ApprovalSnapshot> {
  /**
   * Removes the listeners that were added through this object. Stops the store now, instead of 30 s
   * later, if nobody else subscribes to it. It starts again if it is used again.
   */
  close(): void;
}

/** The last deadline that has passed, and the next one, ISO 8601. */
function deadlinesAround(now: string, steps: Readonly<Record<string, TaskStep>> = {}) {
  const all = Object.values(steps).flatMap(({ deadlineAt }) => deadlineAt ?? []);
  const [passed, ahead] = [all.filter((at) => at <= now), all.filter((at) => at > now)];
  return { last: passed.sort().at(-1), next: ahead.sort()[0] };
}

/**
 * Computes the approval of a task from two stores: the store of the task, and the store of its
 * board, whose members vote. It computes it again when a deadline passes.
 */
export function createApprovalStore(
  client: ClientCore,
  task: TaskStore,
  board: BoardStore,
): ApprovalStore {
  /** The objects from which the shown approval was computed. */
  let drawnFrom: readonly unknown[] = [];
  let approval: ApprovalView | undefined;
  const clock = serverClock(client);
  let cancelTimer: (() => void) | undefined;
  const { show, ...source } = createSnapshotSource<ApprovalSnapshot>(client, draw(), () => {
    changed();
    const removals = [task.subscribe(changed), board.subscribe(changed)];
    return () => {
      cancelTimer?.();
      for (const remove of removals) remove();
    };
  });

  function draw(): ApprovalSnapshot {
    const { task: shown, status, me } = task.getSnapshot();
    const { board: of, members, status: ofBoard } = board.getSnapshot();
    const { welcome } = client;
    const isReady = status === "ready" && ofBoard === "ready";
    if (status === "gone" || ofBoard === "gone") return { status: "gone", approval: undefined };
    if (!isReady || !shown || !me || !welcome) return { status: "loading", approval: undefined };
    const { workflow, roles, permissions } = welcome;
    const now = new Date(clock()).toISOString();
    const { last } = deadlinesAround(now, shown.approval?.steps);
    const from = keep(drawnFrom, [shown, of, members, me, workflow, roles, last]);
    if (from !== drawnFrom) {
      drawnFrom = from;
      const { subtasks: siblings, progress: _, available: __, ...record } = shown;
      const member = members.find(({ userId }) => userId === me.id);
      const actor = { userId: me.id, role: me.role };
      const facts = { actor, member, members, board: of, task: record, siblings, now };
      approval = viewOf(facts, { workflow, roles, ...(permissions && { permissions }) });
    }
    return { status: "ready", approval };
  }

  function changed() {
    waitForDeadline();
    show(draw(), task.getSnapshot().error ?? board.getSnapshot().error);
  }

  function waitForDeadline() {
    cancelTimer?.();
    const now = clock();
    const { approval: running } = task.getSnapshot().task ?? {};
    const { next } = deadlinesAround(new Date(now).toISOString(), running?.steps);
    cancelTimer =
      next === undefined ? undefined : client.runtime.timer(Date.parse(next) - now, changed);
  }

  return source;
}
