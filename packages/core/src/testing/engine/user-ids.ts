import assert from "node:assert/strict";
import { roomMemberId } from "../../model/room-member.ts";
import { userTopic } from "../../model/topic.ts";
import { decide } from "../decide.ts";
import { boardOn, type EngineGroup, outcomes } from "./nodes.ts";

/** Ids as login services and apps have them. None of them may be mistaken for another. */
export const oddUserIds: readonly string[] = [
  "auth0|123",
  "google-oauth2|1",
  "o'brien@example.com",
  "สมชาย.ใจดี",
  "a/b",
  "a",
  "a/board:x",
  "user:a",
  "urn:uuid:1~2~a",
  'CN="Doe, Jane" \\ {x}, $1 %41?#&;',
  "with space",
  "constructor",
  "👩‍👩‍👧",
  "ก".repeat(85),
];

const refused = ["", " ", ".", "..", "__proto__", "system", "a\nb", "a\u0085", "\ud800", "\u200b"];
const tooLong = ["a".repeat(257), "ก".repeat(86)];

/** The app's own ids of people work everywhere. */
export function userIds(test: EngineGroup): void {
  test("ids of people are taken as the app has them, and are never mistaken for one another (A8)", async (one, other, storage) => {
    const boardId = await boardOn(one);
    const { users, members, rooms, subtasks, tasks } = one.system;
    for (const id of oddUserIds) {
      await users.put({ id, name: "Somebody", role: "ADMIN_LIMITED" });
      await members.add({ boardId, userId: id });
    }
    const { id: roomId } = await rooms.create({ boardId, name: "All", memberIds: [...oddUserIds] });
    const target = `room:${roomId}`;
    for (const [i, userId] of oddUserIds.entries()) {
      const person = (i % 2 === 0 ? one : other).as({ userId });
      assert.equal((await person.users.me())?.id, userId);
      const { task } = await person.tasks.create({ boardId, title: "Mine" });
      assert.deepEqual(task.involved, [userId]);
      await decide(one.as({ userId: "admin-1" }), "approve", { boardId, taskId: task.id });
      await subtasks.create({ boardId, taskId: task.id, title: "Part", assigneeId: userId });
      await person.comments.post({ boardId, taskId: task.id, text: "Why?" });
      const message = await person.messages.post({ boardId, roomId, text: `Hello from ${i}` });
      await person.rooms.read({ boardId, roomId, messageId: message.id });
      await person.preferences.set({ target, level: i % 2 === 0 ? "all" : "none" });
    }
    for (const [i, userId] of oddUserIds.entries()) {
      const person = (i % 2 === 0 ? other : one).as({ userId });
      // A page of one, so that the next page begins at a place that has the id in it.
      const first = await person.tasks.list({ boardId, limit: 1 });
      assert.deepEqual(
        first.tasks.map(({ requesterId }) => requesterId),
        [userId],
      );
      const byAdmin = await tasks.list({ boardId, involvedId: userId });
      assert.deepEqual(byAdmin.tasks, first.tasks);
      const { preferences } = await person.preferences.list();
      assert.deepEqual(
        preferences.map(({ userId: of, level }) => [of, level]),
        [[userId, i % 2 === 0 ? "all" : "none"]],
      );
      const { readMarker } = await person.rooms.open({ boardId, roomId });
      assert.equal(readMarker?.userId, userId);
      const { notifications } = await person.inbox.list();
      assert.ok(notifications.some(({ reason }) => reason === "assigned"));
      assert.ok(notifications.every((notification) => notification.userId === userId));
      const page = await storage.events({ topic: userTopic(userId), before: "end", limit: 200 });
      assert.ok(page.status === "page" && page.events.some(({ type }) => type === "room.read"));
    }
    const listed = await members.list({ boardId, limit: 200 });
    const all = listed.members.map(({ userId }) => userId);
    assert.deepEqual([...new Set(all)].length, all.length);
    assert.ok(oddUserIds.every((userId) => all.includes(userId)));
    await members.remove({ boardId, userId: "a/b" });
    const refs = ["a/b", "a"].map((userId) => roomMemberId(roomId, userId));
    const { records } = await storage.get(refs.map((id) => ({ collection: "room_members", id })));
    assert.deepEqual(
      records.map(({ fields }) => fields?.userId),
      [undefined, "a"],
    );
  });

  test("refuses ids of people that can't be told apart, written or addressed (A8)", async (one) => {
    const odd = [...refused, ...tooLong];
    const { failed } = await outcomes(
      odd.map((id) => one.system.users.put({ id, name: "Nok", role: "ADMIN" })),
    );
    assert.deepEqual(
      failed.map(({ code }) => code),
      odd.map(() => "invalid"),
    );
    for (const userId of odd.filter((id) => id !== "system" && id !== ""))
      await assert.rejects(one.call(userId, "users.me", {}), { code: "forbidden" });
  });
}
