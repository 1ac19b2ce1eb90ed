import type { Board } from "../model/board.ts";
import type { Comment } from "../model/comment.ts";
import type { Message } from "../model/message.ts";
import type { Notification } from "../model/notification.ts";
import type { Room } from "../model/room.ts";
import type { Subtask } from "../model/subtask.ts";
import type { Task } from "../model/task.ts";
import type { User } from "../model/user.ts";
import { shorten } from "./excerpt.ts";

/** The words of a notification: all its names and texts, which people wrote. */
export type Words = Pick<
  Notification,
  "actorName" | "boardName" | "roomName" | "taskTitle" | "excerpt"
>;

/** The names in a notification. */
export type Names = Omit<Words, "excerpt">;

const noWords: Words = {
  actorName: null,
  boardName: null,
  roomName: null,
  taskTitle: null,
  excerpt: null,
};

/**
 * Removes all words from a notification, because its recipient may not read it or its text was
 * deleted.
 */
export const withhold = (one: Notification): Notification =>
  one.withheld ? one : { ...one, ...noWords, withheld: true };

/** The names of an actor and of the place where they acted. */
export const namesOf = (
  actor: Pick<User, "name"> | undefined,
  { board, room, task }: NamedPlace,
): Names => ({
  actorName: actor?.name ?? null,
  boardName: board?.name ?? null,
  // A direct room has no name of its own: it shows the names of its people.
  roomName: room && room.direct === null ? room.name : null,
  taskTitle: task ? shorten(task.title) : null,
});

interface NamedPlace {
  readonly board?: Pick<Board, "name"> | undefined;
  readonly room?: Pick<Room, "name" | "direct"> | undefined;
  readonly task?: Pick<Task, "title"> | undefined;
}

/** The current records from which a notification gets its words. */
export interface WordSources {
  readonly actor: User | undefined;
  readonly board: Board | undefined;
  readonly room: Room | undefined;
  readonly task: Task | undefined;
  readonly post: Message | Comment | undefined;
  /** The recipient's open subtasks of the task. */
  readonly parts: readonly Subtask[];
}

/** The words that a notification has with the current names, titles and texts. */
export const wordsNow = (one: Notification, sources: WordSources): Words => ({
  ...namesOf(sources.actor, sources),
  excerpt: excerptNow(one, sources),
});

function excerptNow(
  { reasons, messageId, commentId, actor, createdAt }: Notification,
  { board, room, task, post, parts }: WordSources,
): string | null {
  if (messageId !== null || commentId !== null) return post ? shorten(post.text) : null;
  if (!task) return reasons.includes("member") ? ((room ?? board)?.name ?? null) : null;
  if (reasons.includes("assigned") && parts.length > 0)
    return shorten(parts.map(({ title }) => title).join(", "));
  const decision = task.decisions.find(({ by, at }) => by === actor && at === createdAt);
  return shorten(decision?.reason?.trim() || task.title);
}

/**
 * Brings the edited text of a task or a post into a notification about it. A withheld notification
 * stays as it is.
 */
export function reword(
  one: Notification,
  { task, post }: Partial<Pick<WordSources, "task" | "post">>,
): Notification {
  if (one.withheld) return one;
  if (post) return { ...one, excerpt: shorten(post.text) };
  if (!task) return one;
  const taskTitle = shorten(task.title);
  return {
    ...one,
    taskTitle,
    // If the excerpt was the title of the task, it becomes the new title.
    ...(one.excerpt === one.taskTitle && { excerpt: taskTitle }),
  };
}
