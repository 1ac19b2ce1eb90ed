import assert from "node:assert/strict";
import { boardOn, type EngineGroup } from "./nodes.ts";

/** Direct rooms of two people. */
export function directRooms(test: EngineGroup): void {
  test("two people who start their direct room at the same moment have one room", async (one, other) => {
    const boardId = await boardOn(one);
    const pairs = [
      ["asker", "worker-1"],
      ["asker", "worker-2"],
      ["worker-1", "worker-2"],
      ["asker", "admin-0"],
    ] as const;
    for (const [a, b] of pairs) {
      const started = await Promise.all([
        one.as({ userId: a }).rooms.direct({ boardId, userId: b }),
        other.as({ userId: b }).rooms.direct({ boardId, userId: a }),
        one.as({ userId: b }).rooms.direct({ boardId, userId: a }),
        other.as({ userId: a }).rooms.direct({ boardId, userId: b }),
      ]);
      assert.equal(new Set(started.map(({ id }) => id)).size, 1);
      const [room] = started;
      assert.deepEqual(room?.direct, [a, b].sort());
      const roomId = room?.id ?? "";
      const { members } = await one.as({ userId: b }).rooms.open({ boardId, roomId });
      assert.deepEqual(members.map(({ userId }) => userId).sort(), [a, b].sort());
    }
    const { rooms } = await one.as({ userId: "asker" }).rooms.list({ boardId });
    assert.equal(rooms.length, 3);
  });

  test("a direct room that is deleted while both start it again comes back once, and empty", async (one, other) => {
    const boardId = await boardOn(one);
    const [asker, worker] = [one.as({ userId: "asker" }), other.as({ userId: "worker-1" })];
    const before = await asker.rooms.direct({ boardId, userId: "worker-1" });
    await worker.messages.post({ boardId, roomId: before.id, text: "Hello" });
    await Promise.all([
      one.system.rooms.delete({ boardId, roomId: before.id }),
      asker.rooms.direct({ boardId, userId: "worker-1" }),
      worker.rooms.direct({ boardId, userId: "asker" }),
    ]);
    const [a, b] = await Promise.all([
      asker.rooms.direct({ boardId, userId: "worker-1" }),
      worker.rooms.direct({ boardId, userId: "asker" }),
    ]);
    assert.equal(a.id, b.id);
    assert.notEqual(a.id, before.id);
    assert.deepEqual((await asker.rooms.open({ boardId, roomId: a.id })).messages, []);
  });

  test("a person who leaves a direct room while the other starts it again stays out, and comes back by themselves", async (one, other) => {
    const boardId = await boardOn(one);
    const [asker, worker] = [one.as({ userId: "asker" }), other.as({ userId: "worker-1" })];
    const { id: roomId } = await asker.rooms.direct({ boardId, userId: "worker-1" });
    const start = () => asker.rooms.direct({ boardId, userId: "worker-1" });
    await Promise.all([worker.rooms.leave({ boardId, roomId }), start(), start()]);
    await start();
    const namesIn = async () =>
      (await asker.rooms.open({ boardId, roomId })).members.map(({ userId }) => userId).sort();
    assert.deepEqual(await namesIn(), ["asker"]);
    await worker.rooms.direct({ boardId, userId: "asker" });
    assert.deepEqual(await namesIn(), ["asker", "worker-1"]);
  });
}
