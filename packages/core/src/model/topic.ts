import { isId, isUserId } from "./ids.ts";

/**
 * The topic of a board's log: the board, its members, its tasks and their comments.
 *
 * @example
 * ```ts
 * boardTopic("sales"); // "board:sales"
 * ```
 */
export const boardTopic = (boardId: string): string => `board:${boardId}`;

/**
 * The topic of a room's log: the room, its members, its messages.
 *
 * @example
 * ```ts
 * roomTopic("showroom"); // "room:showroom"
 * ```
 */
export const roomTopic = (roomId: string): string => `room:${roomId}`;

/**
 * The topic of a person's own log: account, boards, rooms, read markers, inbox, preferences.
 *
 * @example
 * ```ts
 * userTopic("dao"); // "user:dao"
 * ```
 */
export const userTopic = (userId: string): string => `user:${userId}`;

/** Whether it is the topic of a person. */
export const isUserTopic = (topic: string): boolean => topic.startsWith("user:");

/** The topic of the sessions that the app has ended. Only nodes follow it. */
export const sessionsTopic = "sessions";

/** Splits a topic into kind and id. Returns undefined if it is no valid topic. */
export function parseTopic(
  topic: string,
): { kind: "board" | "room" | "user"; id: string } | undefined {
  const [, kind, id = ""] = /^(board|room|user):(.*)$/s.exec(topic) ?? [];
  if (kind === "user") return isUserId(id) ? { kind, id } : undefined;
  return (kind === "board" || kind === "room") && isId(id) ? { kind, id } : undefined;
}
