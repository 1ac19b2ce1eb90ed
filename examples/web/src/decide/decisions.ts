import { taskIn, useBoard, useMyWork } from "@taskwire/react";
import { boardId } from "../workplace/workplace.ts";
import { usePending } from "./pending.tsx";

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
  const open = useBoard(boardId, ({ tasks: loaded }) =>
    entries
      .map(({ task }) => task.id)
      .filter((id) => (taskIn(loaded, id)?.kind ?? "waiting") === "waiting"),
  );
  const ids = open.filter((id) => !isDecided(id));
  const tasks = new Map(entries.map(({ task }) => [task.id, task]));
  return {
    status,
    error,
    entries,
    ids,
    tasks,
    hasMore,
    count: `${ids.length}${hasMore ? "+" : ""}`,
  };
}
