import { useBoard, useInbox, useMyWork } from "@taskwire/react";
import { boardId } from "../workplace/workplace.ts";
import { usePending } from "./pending.tsx";

/**
 * Returns the requests with steps on which I was asked to vote. The list of my work leaves out those on
 * which I vote for somebody who is away.
 */
function useAskedForOthers(): readonly string[] {
  const asked = useInbox((inbox) =>
    inbox.notifications.flatMap(({ reason, state, taskId }) =>
      reason === "approval.requested" && (state === "open" || state === "read") && taskId !== null
        ? [taskId]
        : [],
    ),
  );
  const voted = useBoard(boardId, (board) =>
    board.tasks.filter(({ approval }) => approval).map(({ id }) => id),
  );
  return asked.filter((id) => voted.includes(id));
}

/**
 * Returns the requests that wait for my decision, the oldest first, without those that I have just decided.
 * The board tells of decisions a moment earlier than the list of my work.
 */
export function useDecisions() {
  const { isDecided } = usePending();
  const status = useMyWork((work) => work.status);
  const error = useMyWork((work) => work.error);
  const entries = useMyWork((work) => work.decide);
  const hasMore = useMyWork((work) => work.hasMore.decide);
  const over = useBoard(boardId, (board) =>
    board.tasks.filter(({ kind }) => kind !== "waiting").map(({ id }) => id),
  );
  const closed = new Set(over);
  const others = useAskedForOthers();
  // The order of the list is that of my work.
  const asked = status === "ready" ? others : [];
  const all = new Set([...entries.map(({ task }) => task.id), ...asked]);
  const ids = [...all].filter((id) => !closed.has(id) && !isDecided(id));
  const tasks = new Map(entries.map(({ task }) => [task.id, task]));
  return { status, error, ids, tasks, hasMore, count: `${ids.length}${hasMore ? "+" : ""}` };
}
