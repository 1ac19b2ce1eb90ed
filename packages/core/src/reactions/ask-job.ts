import type { EngineParts } from "../engine/attempt.ts";
import { reviewWaitingTasks } from "../engine/notify/ask.ts";
import type { ChangeWork } from "../engine/notify/changes.ts";
import type { NotifyParts } from "../engine/notify/notify-parts.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { listAll } from "../log/list-all.ts";
import { members } from "../model/member.ts";
import { tasks } from "../model/task.ts";
import type { PersonScope } from "../notifications/request.ts";

const tasksPerCommit = 20;

/**
 * Checks all waiting tasks of the boards on which a person has got or lost rights. It sends the
 * person a request for each task that they may decide on, and reports the tasks that nobody can
 * decide on any more.
 */
export async function askWaiting(
  { request, source }: ChangeWork,
  parts: EngineParts,
  notifyParts: NotifyParts,
): Promise<void> {
  const { userId, boardId } = request as PersonScope;
  const boardIds = boardId === undefined ? await boardsOf(userId, parts) : [boardId];
  for (const id of boardIds) {
    const taskIds = await waitingTasks(id, parts);
    for (let i = 0; i < taskIds.length; i += tasksPerCommit) {
      const next = taskIds.slice(i, i + tasksPerCommit);
      const work = { userId, boardId: id, taskIds: next, source };
      await commitAsSystem((context) => reviewWaitingTasks(work, context, notifyParts), parts);
    }
  }
}

async function boardsOf(userId: string, { storage }: EngineParts): Promise<string[]> {
  const all = await listAll(storage, members.name, { index: "user", equals: { userId } });
  return all.map(({ fields }) => String(fields.boardId));
}

async function waitingTasks(
  boardId: string,
  { storage, definitions }: EngineParts,
): Promise<string[]> {
  const states = Object.entries(definitions.workflow.states).flatMap(([state, { kind }]) =>
    kind === "waiting" ? [state] : [],
  );
  const lists = states.map((state) =>
    listAll(storage, tasks.name, { index: "state", equals: { boardId, state } }),
  );
  const found = (await Promise.all(lists)).flat().map(({ id }) => id);
  // The lists are not read at the same moment. A task that moves from one of these states to another in
  // between is in both lists.
  return [...new Set(found)];
}
