/** The topic of a board's log: the board, its members, its tasks. */
export const boardTopic = (boardId: string): string => `board:${boardId}`;

/** The topic of a room's log: the room, its members, what is said. */
export const roomTopic = (roomId: string): string => `room:${roomId}`;

/** The topic of a person's own log: account, role, boards they join and leave. */
export const userTopic = (userId: string): string => `user:${userId}`;

/** The kind and the id of a topic, or undefined when it is none. */
export function parseTopic(
  topic: string,
): { kind: "board" | "room" | "user"; id: string } | undefined {
  // What can be an id, as `idSchema` says it, without zod: clients load this file.
  const [, kind, id = ""] = /^(board|room|user):([\w.:@+=~-]{1,128})$/.exec(topic) ?? [];
  return kind === "board" || kind === "room" || kind === "user" ? { kind, id } : undefined;
}
