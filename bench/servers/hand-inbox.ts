import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

/** A notification, with as many words as one of taskwire's has. */
export interface BenchNotification {
  readonly id: string;
  readonly userId: string;
  readonly reason: string;
  readonly about: string;
  readonly boardName: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly title: string;
  readonly excerpt: string;
  state: string;
  readonly createdAt: string;
  updatedAt: string;
}

export const newNotification = (
  userId: string,
  reason: string,
  about: string,
  title: string,
  actorId: string,
  at: string,
): BenchNotification => ({
  id: randomUUID(),
  userId,
  reason,
  about,
  boardName: "Bench",
  actorId,
  actorName: `Person ${actorId}`,
  title,
  excerpt: title,
  state: "open",
  createdAt: at,
  updatedAt: at,
});

/** One row per person told, with the indexes that a list, a count and a decision need. */
export const inboxTable = `
  CREATE TABLE notifications (id TEXT PRIMARY KEY, user TEXT, reason TEXT, about TEXT, board_name TEXT, actor TEXT, actor_name TEXT, title TEXT, excerpt TEXT, state TEXT, created TEXT, updated TEXT);
  CREATE INDEX notifications_user ON notifications (user, created);
  CREATE INDEX notifications_open ON notifications (user) WHERE state = 'open';
  CREATE INDEX notifications_about ON notifications (about) WHERE state = 'open';
`;

/** A message to one person: a notification that is new or has changed, or the unread count. */
export interface Told {
  readonly userId: string;
  readonly notification: object;
  readonly unread: number;
}

/** The inboxes of the hand-written server, in its own transaction. */
export function handInbox(database: DatabaseSync) {
  database.exec(inboxTable);
  const insert = database.prepare(
    "INSERT INTO notifications VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const resolve = database.prepare(
    "UPDATE notifications SET state = 'resolved', updated = ? WHERE about = ? AND reason = ? AND state = 'open' RETURNING *",
  );
  const count = database.prepare(
    "SELECT count(*) AS unread FROM notifications WHERE user = ? AND state = 'open'",
  );
  const told = (userId: string, notification: object): Told => ({
    userId,
    notification,
    unread: Number(count.get(userId)?.unread),
  });
  return {
    add(one: BenchNotification): Told {
      const { id, userId, reason, about, boardName, actorId, actorName, title, excerpt } = one;
      insert.run(
        ...[id, userId, reason, about, boardName, actorId, actorName, title, excerpt],
        ...[one.state, one.createdAt, one.updatedAt],
      );
      return told(userId, one);
    },
    resolve: (about: string, reason: string, at: string): Told[] =>
      resolve.all(at, about, reason).map((row) => told(String(row.user), row)),
  };
}
