import type { Condition } from "../model/condition.ts";

/**
 * The conditions that every app has, as data.
 *
 * @example
 * ```ts
 * builtInConditions.requester; // { equals: ["task.requesterId", "actor.userId"] }
 * ```
 */
export const builtInConditions = {
  /** Requested the task. */
  requester: { equals: ["task.requesterId", "actor.userId"] },
  /** Is the subtask's assignee. */
  assignee: { equals: ["subtask.assigneeId", "actor.userId"] },
  /** Requested the task or has one of its subtasks. */
  involved: { includes: ["task.involved", "actor.userId"] },
  /** Wrote the message or the comment. */
  author: {
    any: [
      { equals: ["message.authorId", "actor.userId"] },
      { equals: ["comment.authorId", "actor.userId"] },
    ],
  },
  /** Created the room. */
  room_founder: { equals: ["room.createdBy", "actor.userId"] },
  /** Created the board. */
  founder: { equals: ["board.createdBy", "actor.userId"] },
} as const satisfies { [name: string]: Condition };
