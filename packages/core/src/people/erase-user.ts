import type { EngineParts } from "../engine/attempt.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { jobs } from "../model/job.ts";
import { tasks } from "../model/task.ts";
import { boardTopic, userTopic } from "../model/topic.ts";
import { users } from "../model/user.ts";
import { deleteLinksOf } from "../reactions/deletion/links.ts";
import { trimLog } from "../reactions/deletion/log.ts";
import { pagesOf } from "../reactions/deletion/pages.ts";
import { finishDeletions } from "../reactions/deletion/run-deletion.ts";
import { deletionOfTask } from "../reactions/deletion/task.ts";
import { eraseDelegations } from "./delegations.ts";
import { deleteInbox, eraseFromNotifications } from "./notices.ts";
import { eraseFromPlaces } from "./places.ts";
import { eraseFromComments, eraseFromMessages, type TextErasure } from "./texts.ts";
import { eraseFromSubtasks, eraseFromTasks } from "./work.ts";

/** The operations that an erasure runs as the app's own code. */
export interface ErasureCalls {
  disable(user: {
    readonly id: string;
    readonly name: string;
    readonly role: string;
  }): Promise<unknown>;
  deleteTask(on: { readonly boardId: string; readonly taskId: string }): Promise<unknown>;
}

/**
 * Erases a person in steps, and yields after each step. It can begin again at any time, and then
 * continues with the data that is left. The last step deletes the job that would continue after a
 * crash.
 */
export async function* eraseUser(
  how: TextErasure,
  jobId: string,
  calls: ErasureCalls,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  const { userId, as } = how;
  const user = await readUser(userId, parts);
  if (user) await calls.disable({ id: userId, name: as, role: user.role });
  yield;
  // Places that are being deleted are in no list, but they can still have the name.
  yield* finishDeletions(parts);
  yield* eraseFromPlaces(how, parts);
  if (how.texts === "delete") yield* deleteTasks(userId, calls, parts);
  if (how.texts === "delete" || how.everywhere) yield* eraseFromTasks(how, parts);
  if (how.everywhere) yield* eraseFromSubtasks(how, parts);
  yield* eraseFromMessages(how, parts);
  yield* eraseFromComments(how, parts);
  yield* eraseFromNotifications(how, parts);
  yield* eraseOwnLog(userId, parts);
  yield* deleteInbox(userId, parts);
  await eraseDelegations(userId, parts);
  yield* deleteLinksOf(userId, parts);
  await commitAsSystem(async (context) => {
    const [job] = await context.get(jobs, [jobId]);
    if (job) context.derive({ collection: jobs.name, id: jobId, kind: "delete" });
  }, parts);
}

/** Reads the account of a person. */
export async function readUser(userId: string, { storage }: Pick<EngineParts, "storage">) {
  const { records } = await storage.get([{ collection: users.name, id: userId }]);
  return records[0]?.fields as
    | { readonly name: string; readonly handle: string | null; readonly role: string }
    | null
    | undefined;
}

async function* deleteTasks(
  userId: string,
  calls: ErasureCalls,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  const all = pagesOf(tasks, { index: "board", equals: {} }, parts.storage);
  for await (const page of all) {
    for (const { id, boardId, requesterId } of page) {
      if (requesterId !== userId) continue;
      await calls.deleteTask({ boardId, taskId: id });
      const event = {
        ...{ id: `${parts.runtime.id()}.0`, topic: boardTopic(boardId), type: "task.deleted" },
        ...{ subject: id, at: "", actor: userId, data: {} },
      };
      yield* deletionOfTask(event, parts);
    }
    yield;
  }
}

/**
 * Deletes a person's own log. It then begins with a new event that has the account without the
 * names.
 */
async function* eraseOwnLog(
  userId: string,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  const topic = userTopic(userId);
  await commitAsSystem(async (context) => {
    const [user] = await context.get(users, [userId]);
    if (!user) return;
    context.emit({
      topic,
      type: "user.erased",
      subject: userId,
      audience: null,
      put: { user: [users, user] },
    });
  }, parts);
  const { records } = await parts.storage.get([{ collection: users.name, id: userId }]);
  yield* trimLog(topic, (records[0]?.version ?? 0) - 1, parts);
}
