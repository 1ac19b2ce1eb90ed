import type { Board } from "../model/board.ts";
import type { Comment } from "../model/comment.ts";
import type { Message } from "../model/message.ts";
import type { Notification } from "../model/notification.ts";
import type { Room } from "../model/room.ts";
import type { Subtask } from "../model/subtask.ts";
import type { Task } from "../model/task.ts";
import type { User } from "../model/user.ts";
import { shorten } from "./excerpt.ts";

/** Everything in a notification that a person wrote. */
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

/** A notification whose recipient may not read it. */
export const withhold = (one: Notification): Notification =>
  one.withheld ? one : { ...one, ...noWords, withheld: true };

/** The names of an actor and of the place where they acted. */
export const namesOf = (
  actor: Pick<User, "name"> | undefined,
  { board, room, task }: NamedPlace,
): Names => ({
  actorName: actor?.name ?? null,
  boardName: board?.name ?? null,
  // A direct room is called after its people.
  roomName: room && room.direct === null ? room.name : null,
  taskTitle: task ? shorten(task.title) : null,
});

interface NamedPlace {
  readonly board?: Pick<Board, "name"> | undefined;
  readonly room?: Pick<Room, "name" | "direct"> | undefined;
  readonly task?: Pick<Task, "title"> | undefined;
}

/** The records that the words of a notification come from, as they are now. */
export interface WordSources {
  readonly actor: User | undefined;
  readonly board: Board | undefined;
  readonly room: Room | undefined;
  readonly task: Task | undefined;
  readonly post: Message | Comment | undefined;
  /** The recipient's open subtasks of the task. */
  readonly parts: readonly Subtask[];
}

/** The words of a notification that was withheld, as they are now. */
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

/** A notification with the text as it is after an edit of the task or the post that it is about. */
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
    // Without words of its own, a notification about a task shows the title.
    ...(one.excerpt === one.taskTitle && { excerpt: taskTitle }),
  };
}
