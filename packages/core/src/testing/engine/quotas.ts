import assert from "node:assert/strict";
import type { Quotas } from "../../model/quota.ts";
import type { Storage } from "../../storage/storage.ts";
import { createTaskwire } from "../../taskwire.ts";
import { boardOn, type EngineGroup, outcomes } from "./nodes.ts";
import { opened } from "./opened.ts";

/** Nodes with these quotas on storages that are open. */
async function nodesWith(quotas: Partial<Quotas>, storages: readonly Storage[]) {
  const nodes = storages.map((storage) => createTaskwire({ storage: opened(storage), quotas }));
  for (const node of nodes) await node.open();
  const end = () => Promise.all(nodes.map((node) => node.close()));
  return { of: (i: number) => nodes[i % nodes.length] as (typeof nodes)[number], end };
}

/** Many commands take the last places under a quota at the same moment: exactly as many as there are places get through. */
export function quotas(test: EngineGroup): void {
  test("50 requests at the same moment on the last place: exactly one is created (H16)", async (one, _, ...storages) => {
    const boardId = await boardOn(one);
    const nodes = await nodesWith({ openRequests: 3 }, storages);
    const asker = (i: number) => nodes.of(i).as({ userId: "asker" }).tasks;
    for (let i = 0; i < 2; i++) await asker(i).create({ boardId, title: "Before" });
    await oneOf50((i) => asker(i).create({ boardId, title: `Task ${i}` }));
    const { tasks } = await one.system.tasks.list({ boardId, limit: 100 });
    assert.equal(tasks.length, 3);
    const [first] = tasks;
    await asker(0).cancel({ boardId, taskId: first?.id ?? "" });
    await oneOf50((i) => asker(i).create({ boardId, title: `Task ${i}` }));
    await nodes.end();
  });

  test("70 requests at the same moment on 40 places: exactly 40 are created", async (one, _, ...storages) => {
    const boardId = await boardOn(one);
    const nodes = await nodesWith({ openRequests: 40, tasksPerBoard: 60 }, storages);
    const asker = (i: number) => nodes.of(i).as({ userId: "asker" }).tasks;
    await asker(0).create({ boardId, title: "Before" });
    await asker(1).create({ boardId, title: "Before" });
    const calls = Array.from({ length: 70 }, (_, i) =>
      asker(i).create({ boardId, title: `Task ${i}` }),
    );
    const { done, failed } = await outcomes(calls);
    assert.deepEqual(
      new Set(failed.map(({ details }) => details?.quota)),
      new Set(["openRequests"]),
    );
    assert.equal(done.length, 38);
    await nodes.end();
  });

  test("30 people make rooms at the same moment on the last place of the board: exactly one is made (H6)", async (one, _, ...storages) => {
    const boardId = await boardOn(one);
    const nodes = await nodesWith({ roomsPerBoard: 2 }, storages);
    const people = Array.from({ length: 30 }, (_, i) => `person-${i}`);
    for (const id of people) {
      await one.system.users.put({ id, name: id, role: "ADMIN_LIMITED" });
      await one.system.members.add({ boardId, userId: id });
    }
    await nodes.of(0).as({ userId: "asker" }).rooms.create({ boardId, name: "Before" });
    const { done, failed } = await outcomes(
      people.map((userId, i) => nodes.of(i).as({ userId }).rooms.create({ boardId, name: userId })),
    );
    assert.deepEqual(new Set(failed.map(({ code }) => code)), new Set(["refused"]));
    assert.equal(done.length, 1);
    await nodes.end();
  });

  test("50 rooms of one person at the same moment on the last place: exactly one is made (H6)", async (one, _, ...storages) => {
    const boardId = await boardOn(one);
    const nodes = await nodesWith({ roomsCreated: 1 }, storages);
    await oneOf50((i) =>
      nodes
        .of(i)
        .as({ userId: "asker" })
        .rooms.create({ boardId, name: `Room ${i}` }),
    );
    await nodes.end();
  });

  test("people are added to a room and to a board at the same moment on the last places: exactly one to each", async (one, _, ...storages) => {
    const boardId = await boardOn(one);
    const people = Array.from({ length: 20 }, (_, i) => `person-${i}`);
    for (const id of people) await one.system.users.put({ id, name: id, role: "ADMIN_LIMITED" });
    const { members } = await one.system.members.list({ boardId, limit: 100 });
    const quotas = { membersPerBoard: members.length + 1, membersPerRoom: 2 };
    const nodes = await nodesWith(quotas, storages);
    const admin = (i: number) => nodes.of(i).as({ userId: "admin-0" });
    const added = await outcomes(
      people.map((userId, i) => admin(i).members.add({ boardId, userId })),
    );
    assert.equal(added.done.length, 1);
    const room = await admin(0).rooms.create({ boardId, name: "Talk" });
    const on = { boardId, roomId: room.id };
    const joined = await outcomes(
      ["admin-1", "admin-2", "asker", "worker-1", "worker-2"].map((userId, i) =>
        admin(i).roomMembers.add({ ...on, userId }),
      ),
    );
    assert.equal(joined.done.length, 1);
    await nodes.end();
  });
}

/** Makes 50 calls at the same moment, and checks that exactly one gets through. */
async function oneOf50(call: (i: number) => Promise<unknown>): Promise<void> {
  const { done, failed } = await outcomes(Array.from({ length: 50 }, (_, i) => call(i)));
  assert.deepEqual(
    new Set(failed.map(({ code, details }) => `${code} ${details?.rule}`)),
    new Set(["refused quota"]),
  );
  assert.equal(done.length, 1);
}
