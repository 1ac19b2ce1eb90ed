import type { EngineParts } from "../engine/attempt.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { TaskwireError } from "../errors.ts";
import { jobs } from "../model/job.ts";
import { tasks } from "../model/task.ts";
import { boardTopic, userTopic } from "../model/topic.ts";
import { users } from "../model/user.ts";
import { deleteLinksOf } from "../reactions/deletion/links.ts";
import { trimLog } from "../reactions/deletion/log.ts";
import { type ListPosition, pagesFrom } from "../reactions/deletion/pages.ts";
import { type Deletion, finishDeletions } from "../reactions/deletion/run-deletion.ts";
import { deletionOfTask } from "../reactions/deletion/task.ts";
import { eraseDelegations } from "./delegations.ts";
import type { ErasureCalls, ErasurePosition } from "./erasure.ts";
import { deleteInbox, eraseFromNotifications } from "./notices.ts";
import { eraseFromBoards, eraseFromRooms } from "./places.ts";
import type { Scan } from "./scan.ts";
import { eraseFromComments, eraseFromMessages, type TextErasure } from "./texts.ts";
import { eraseFromSubtasks, eraseFromTasks } from "./work.ts";

/**
 * Erases a person in parts, and yields now and then. It can begin again at any time, and then
 * continues with the data that is left. So that it also ends if a run has too little time, a later run
 * can go on from the position that was yielded last. The end deletes the job that would continue after
 * a crash.
 */
export async function* eraseUser(
  how: TextErasure,
  jobId: string,
  calls: ErasureCalls,
  parts: EngineParts,
  from: ErasurePosition = {},
): AsyncGenerator<ErasurePosition, void, undefined> {
  const { userId } = how;
  const areTextsDeleted = how.texts === "delete";
  const scans: readonly (readonly [name: string, scan: (after?: ListPosition) => ErasureScan])[] = [
    ["account", () => disable(how, calls, parts)],
    // Places that are being deleted are in no list, but they can still have the name.
    ["unfinished deletions", () => finishDeletions(parts)],
    ["boards", (after) => eraseFromBoards(how, parts, after)],
    ["rooms", (after) => eraseFromRooms(how, parts, after)],
    ["own tasks", (after) => areTextsDeleted && deleteTasks(userId, calls, parts, after)],
    ["tasks", (after) => (areTextsDeleted || how.everywhere) && eraseFromTasks(how, parts, after)],
    ["subtasks", (after) => how.everywhere && eraseFromSubtasks(how, parts, after)],
    ["messages", (after) => eraseFromMessages(how, parts, after)],
    ["comments", (after) => eraseFromComments(how, parts, after)],
    ["notifications", (after) => eraseFromNotifications(how, parts, after)],
    ["own log", () => eraseOwnLog(userId, parts)],
    ["inbox", () => deleteInbox(userId, parts)],
    ["links", () => deleteLinksOf(userId, parts)],
  ];
  let done = from.done ?? [];
  for (const [part, scan] of scans) {
    if (done.includes(part)) continue;
    const start = part === from.part ? from.after : undefined;
    for await (const after of scan(start) || []) yield { done, part, ...(after && { after }) };
    done = [...done, part];
    yield { done };
  }
  await eraseDelegations(userId, parts);
  await commitAsSystem(async (context) => {
    const [job] = await context.get(jobs, [jobId]);
    if (job) context.derive({ collection: jobs.name, id: jobId, kind: "delete" });
  }, parts);
}

/** A part of an erasure. False: it has nothing to do. */
type ErasureScan = Scan | ReturnType<Deletion> | false;

/** Disables the account, and takes the name from it. */
async function* disable(
  { userId, as }: TextErasure,
  calls: ErasureCalls,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  const user = await readUser(userId, parts);
  if (user) await calls.disable({ id: userId, name: as, role: user.role });
  yield;
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
  after?: ListPosition,
): Scan {
  const pages = pagesFrom(after, tasks, { index: "board", equals: {} }, parts.storage);
  for await (const { records, next } of pages) {
    for (const { id, boardId, requesterId } of records) {
      if (requesterId !== userId) continue;
      await deleteTask({ boardId, taskId: id }, calls);
      const event = {
        ...{ id: `${parts.runtime.id()}.0`, topic: boardTopic(boardId), type: "task.deleted" },
        ...{ subject: id, at: "", actor: userId, data: {} },
      };
      for await (const _ of deletionOfTask(event, parts)) yield undefined;
    }
    if (next) yield next;
  }
}

/** Somebody may delete a task at the same moment. */
async function deleteTask(
  on: { readonly boardId: string; readonly taskId: string },
  calls: ErasureCalls,
): Promise<void> {
  try {
    await calls.deleteTask(on);
  } catch (error) {
    if (!(error instanceof TaskwireError && error.code === "not_found")) throw error;
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
