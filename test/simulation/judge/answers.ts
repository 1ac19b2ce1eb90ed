import type { Comment, Event, Message, Subtask, Task } from "@taskwire/core/model";
import { boardTopic } from "../cast.ts";
import type { Answer } from "../recording.ts";
import type { Past } from "../reference/past.ts";
import { marksOf } from "./words.ts";

type Read = {
  readonly task?: Task;
  readonly tasks?: readonly Task[];
  readonly subtasks?: readonly Subtask[];
  readonly events?: readonly Event[];
  readonly comments?: readonly Comment[];
  readonly messages?: readonly Message[];
  readonly decide?: readonly { readonly task: Task }[];
  readonly steps?: readonly { readonly task: Task; readonly subtask: Subtask }[];
  readonly asked?: readonly { readonly task: Task }[];
  readonly rooms?: readonly { readonly room: { readonly id: string } }[];
};

/** The other queries answer with something else under the same names. */
const hasRecords = (operation: string): boolean =>
  /\.(open|list|get|history|around)$/.test(operation);

/**
 * Checks that the user was allowed to read each record and each word of an answer at some moment during
 * the call. So a list may not show a word that was withheld, replaced or deleted before the call.
 */
export function judgeAnswers(answers: readonly Answer[], past: Past): string[] {
  return answers.flatMap(({ userId, operation, result, generation, asked, answered }) => {
    const reference = past.of(generation);
    const {
      task,
      tasks: listed = [],
      subtasks: alone = [],
      decide = [],
      steps = [],
      asked: requested = [],
      events = [],
      comments = [],
      messages = [],
      rooms = [],
    } = (hasRecords(operation) ? (result ?? {}) : {}) as Read;
    const tasks = [...listed, ...[...decide, ...steps, ...requested].map((one) => one.task)];
    const subtasks = [...alone, ...steps.map(({ subtask }) => subtask)];
    const stolen: string[] = [];
    const check = (isAllowed: boolean, what: string) => {
      if (!isAllowed)
        stolen.push(`${userId} got ${what} from ${operation} between ${asked} and ${answered}`);
    };
    for (const mark of marksOf(JSON.stringify(result)))
      check(reference.isReadable(userId, mark, asked, answered), mark);
    for (const { id, version } of [...tasks, ...(task ? [task] : [])])
      check(reference.couldRead(userId, id, version, asked, answered), `${id} at ${version}`);
    for (const { subject, number } of events)
      check(
        reference.couldRead(userId, subject, number, asked, answered),
        `event ${number} of ${subject}`,
      );
    // A subtask keeps its version while its task changes.
    for (const { id, taskId, version } of subtasks)
      check(
        reference.sawTask(userId, taskId, Math.max(momentOf(version), asked), answered),
        `${id} of ${taskId}`,
      );
    for (const { id, taskId } of comments)
      check(reference.sawTask(userId, taskId, asked, answered), `comment ${id} of ${taskId}`);
    for (const { id, roomId } of messages)
      check(reference.wasInRoom(userId, roomId, asked, answered), `message ${id} of ${roomId}`);
    for (const { room } of rooms)
      check(reference.wasInRoom(userId, room.id, asked, answered), `room ${room.id}`);
    return stolen;

    function momentOf(version: number): number {
      return reference.entries(boardTopic)[version - 1]?.moment ?? 0;
    }
  });
}
