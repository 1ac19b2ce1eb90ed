import { boardId, createDealer, roomId } from "../../../server/src/dealer.ts";
import { startServer } from "../../../server/src/server.ts";
import { settingsFor } from "../../../server/test/support/server.ts";

/** The text as the server accepts it: it refuses control characters other than tabs and line breaks. */
export const postable = (text: string): string => text.replace(/[^\P{Cc}\t\n]/gu, " ");

/**
 * Writes each text wherever people can write: as a message, a comment, a request's title and a
 * name.
 */
export async function plant(directory: string, texts: readonly string[]) {
  // The server creates the board, the room and the person who will read everything.
  const server = await startServer(settingsFor(directory));
  const password = "a password of the tests";
  await server.people.add({ login: "watcher", name: "Watcher", role: "ADMIN", password });
  await server.close();
  const taskwire = createDealer(settingsFor(directory).files.tasks);
  await taskwire.open();
  const data = { customer: "Somebody", vehicle: "Car", tradeIn: false };
  // In names and titles the server also refuses line breaks and bidi controls.
  const people = texts.map((given, i) => ({
    id: `mallory-${i}`,
    text: postable(given),
    line: given.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ").slice(0, 200),
  }));
  await taskwire.system.users.put({ id: "mallory", name: "Mallory", role: "ADMIN" });
  await taskwire.system.members.add({ boardId, userId: "mallory" });
  await Promise.all(
    people.map(({ id, line }) =>
      taskwire.system.users.put({ id, name: line, role: "ADMIN_LIMITED" }),
    ),
  );
  // One after the other, because each changes the set of members.
  for (const { id } of people) {
    await taskwire.system.members.add({ boardId, userId: id });
    await taskwire.system.roomMembers.add({ boardId, roomId, userId: id });
  }
  const mallory = taskwire.as({ userId: "mallory" });
  const title = "The one with comments";
  const {
    task: { id: taskId },
  } = await mallory.tasks.create({ boardId, type: "vehicle_sale", title, data });
  for (const { id, text, line } of people) {
    await Promise.all([
      taskwire.as({ userId: id }).messages.post({ boardId, roomId, text }),
      mallory.comments.post({ boardId, taskId, text }),
      mallory.tasks.create({ boardId, type: "vehicle_sale", title: line, data }),
    ]);
  }
  return { taskId, close: () => taskwire.close() };
}
