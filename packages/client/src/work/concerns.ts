import {
  carriedIn,
  type Event,
  type HiddenEvent,
  type Notification,
  type Task,
} from "@taskwire/core/model";
import type { Welcome } from "@taskwire/core/protocol";
import { listNames, type WorkListName, type WorkLists } from "./entries.ts";

type Touched = ReadonlySet<WorkListName>;

const all: Touched = new Set(listNames);
const tasksOnly: readonly WorkListName[] = ["decide", "steps", "asked"];

const isMention = ({ reasons }: Notification) =>
  reasons.some((reason) => reason === "mention" || reason.startsWith("mention."));

/** Whether a task is in a state in which somebody decides. */
const isToDecide = ({ state }: Task, { workflow }: Welcome) =>
  Object.values(workflow.actions).some(({ decision, from }) => decision && from.includes(state));

/** The lists that have an entry about a task. */
const listsWith = (taskId: string, { mentions, ...lists }: WorkLists): WorkListName[] => [
  ...tasksOnly.filter((name) => lists[name as "asked"].some(({ task }) => task.id === taskId)),
  ...(mentions.some((one) => one.taskId === taskId) ? (["mentions"] as const) : []),
];

/** The lists that an event of a board may change, for the person of `welcome`. */
export function touchedOnBoard(
  event: Event | HiddenEvent,
  held: WorkLists,
  welcome: Welcome,
): Touched {
  const me = welcome.user.id;
  // A hidden or deleted thing is a task, or something that the next events tell.
  if (!("data" in event) || event.erase) return new Set(listsWith(event.subject, held));
  if (event.type.startsWith("board.")) return all;
  const touched = new Set<WorkListName>();
  for (const { collection, record } of carriedIn(event)) {
    if (collection === "members" && record.userId === me) return all;
    if (collection === "tasks") {
      for (const name of listsWith(record.id, held)) touched.add(name);
      if (isToDecide(record, welcome)) touched.add("decide");
      if (record.requesterId === me) touched.add("asked");
    }
    if (collection === "subtasks") {
      const isHeld = held.steps.some(({ subtask }) => subtask.id === record.id);
      if (isHeld || record.assigneeId === me) touched.add("steps");
    }
    // A comment of mine may answer a mention.
    if (collection === "comments" && record.authorId === me)
      if (listsWith(record.taskId, held).includes("mentions")) touched.add("mentions");
  }
  return touched;
}

/** The lists that an event of the person's own topic may change. */
export function touchedOwn(
  event: Event | HiddenEvent,
  held: WorkLists,
  isFollowed: (boardId: string) => boolean,
): Touched {
  if (!("data" in event)) return new Set();
  // These have only ids, or say that the person's boards have changed.
  if (event.erase || event.type.startsWith("user.")) return all;
  // I can vote for somebody now, or no longer.
  const touched = new Set<WorkListName>(/^delegation\./.test(event.type) ? ["decide"] : []);
  for (const { collection, record } of carriedIn(event)) {
    if (collection !== "notifications") continue;
    if (isMention(record) || held.mentions.some(({ id }) => id === record.id))
      touched.add("mentions");
    // Of a board that is not followed, notifications are the only news.
    if (!isFollowed(record.boardId)) for (const name of tasksOnly) touched.add(name);
  }
  return touched;
}
