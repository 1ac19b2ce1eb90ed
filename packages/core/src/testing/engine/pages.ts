import assert from "node:assert/strict";
import { decide } from "../decide.ts";
import { boardOn, type EngineGroup, type Node, outcomes } from "./nodes.ts";

/** A board with tasks of two types and three states, of two requesters. */
async function busyBoard(node: Node): Promise<string> {
  const boardId = await boardOn(node);
  const people = ["asker", "worker-1"] as const;
  for (let i = 0; i < 26; i++) {
    const requester = node.as({ userId: people[i % 2] ?? "" });
    const { task } =
      i % 3 === 0
        ? await requester.tasks.create({ boardId, type: "kept", title: `${i}`, data: {} })
        : await requester.tasks.create({ boardId, title: `${i}` });
    const on = { boardId, taskId: task.id };
    if (i % 4 === 1) await decide(node.system, "approve", on);
    if (i % 4 === 2) await decide(node.system, "reject", { ...on, reason: "No" });
  }
  return boardId;
}

/** Lists come in pages. */
export function pages(test: EngineGroup): void {
  test("a page has never more entries than its limit, and all pages together have every entry once (A10)", async (one) => {
    const boardId = await busyBoard(one);
    const filters = [
      {},
      { type: "task" },
      { type: "kept" },
      { state: "approved" },
      { kind: "dropped" },
      { state: "pending", type: "task" },
      { requesterId: "asker" },
      { involvedId: "worker-1", kind: "working" },
    ] as const;
    for (const userId of ["admin-1", "asker", "worker-1"]) {
      const { tasks } = one.as({ userId });
      for (const filter of filters) {
        for (const order of ["newest", "oldest"] as const) {
          const query = { boardId, order, ...filter };
          const all = (await tasks.list({ ...query, limit: 200 })).tasks.map(({ id }) => id);
          for (const limit of [1, 3, 10]) {
            const found: string[] = [];
            let after: string | null | undefined;
            do {
              const page = await tasks.list({ ...query, limit, ...(after && { after }) });
              assert.ok(page.tasks.length <= limit, `${page.tasks.length} > ${limit}`);
              found.push(...page.tasks.map(({ id }) => id));
              after = page.next;
            } while (after);
            assert.deepEqual(found, all, JSON.stringify({ userId, ...query, limit }));
          }
        }
      }
    }
  });

  test("the position after a page is accepted only by the same list, filters and order (A9)", async (one) => {
    const boardId = await busyBoard(one);
    const { boards, rooms, users } = one.system;
    await users.put({ id: "lonely", name: "Lonely", role: "ADMIN_LIMITED" });
    const admin = one.as({ userId: "admin-1" });
    const other = one.as({ userId: "admin-2" });
    const { id: otherId } = await boards.create({ name: "Other" });
    for (const userId of ["admin-1", "admin-2", "asker"])
      await one.system.members.add({ boardId: otherId, userId });
    const roomIds: string[] = [];
    for (const name of ["A", "B"]) {
      const memberIds = ["admin-1", "admin-2", "asker"];
      const { id: roomId } = await rooms.create({ boardId, name, memberIds });
      roomIds.push(roomId);
      for (let i = 0; i < 3; i++) await admin.messages.post({ boardId, roomId, text: `${i}` });
      for (const person of [admin, other])
        await person.preferences.set({ target: `room:${roomId}`, level: "all" });
    }
    const [roomId = "", otherRoomId = ""] = roomIds;
    const { tasks: some } = await admin.tasks.list({ boardId, state: "approved", limit: 2 });
    const [taskId = "", otherTaskId = ""] = some.map(({ id }) => id);
    const limit = 1;
    type Page = (after?: string) => Promise<{ next: string | null }>;
    const at = (after?: string) => ({ limit, ...(after !== undefined && { after }) });
    const lists: { [name: string]: Page } = {
      boards: (after) => admin.boards.list(at(after)),
      "boards of another": (after) => other.boards.list(at(after)),
      members: (after) => admin.members.list({ boardId, ...at(after) }),
      "members of another board": (after) => admin.members.list({ boardId: otherId, ...at(after) }),
      rooms: (after) => admin.rooms.list({ boardId, ...at(after) }),
      "members of a room": (after) => admin.roomMembers.list({ boardId, roomId, ...at(after) }),
      "members of another room": (after) =>
        admin.roomMembers.list({ boardId, roomId: otherRoomId, ...at(after) }),
      inbox: (after) => admin.inbox.list(at(after)),
      "open inbox": (after) => admin.inbox.list({ state: "open", ...at(after) }),
      "inbox of another": (after) => other.inbox.list(at(after)),
      preferences: (after) => admin.preferences.list(at(after)),
      "preferences of another": (after) => other.preferences.list(at(after)),
      tasks: (after) => admin.tasks.list({ boardId, ...at(after) }),
      "oldest tasks": (after) => admin.tasks.list({ boardId, order: "oldest", ...at(after) }),
      "approved tasks": (after) => admin.tasks.list({ boardId, state: "approved", ...at(after) }),
      "tasks of a type": (after) => admin.tasks.list({ boardId, type: "task", ...at(after) }),
      "tasks of somebody": (after) =>
        admin.tasks.list({ boardId, requesterId: "asker", ...at(after) }),
      history: (before) =>
        admin.tasks.history({ boardId, taskId, limit, ...(before !== undefined && { before }) }),
      "history of another task": (before) =>
        admin.tasks.history({
          boardId,
          taskId: otherTaskId,
          limit,
          ...(before !== undefined && { before }),
        }),
      messages: (before) =>
        admin.rooms.history({ boardId, roomId, limit, ...(before !== undefined && { before }) }),
      "messages of another room": (before) =>
        admin.rooms.history({
          boardId,
          roomId: otherRoomId,
          limit,
          ...(before !== undefined && { before }),
        }),
      comments: (before) =>
        admin.comments.list({ boardId, taskId, limit, ...(before !== undefined && { before }) }),
    };
    for (const text of ["A", "B"]) await admin.comments.post({ boardId, taskId, text });
    const ends = new Map<string, string>();
    for (const [name, list] of Object.entries(lists)) {
      const { next } = await list();
      assert.ok(next, name);
      ends.set(name, next);
      await list(next);
    }
    for (const [name, list] of Object.entries(lists)) {
      const foreign = [...ends].filter(([of]) => of !== name).map(([, end]) => end);
      const odd = ["nope", "", `${ends.get(name)}x`, foreign[0]?.slice(1) ?? "", "WyJ4Il0"];
      for (const end of [...foreign, ...odd]) {
        const { failed } = await outcomes([list(end)]);
        assert.equal(failed[0]?.code, "invalid", `${name} takes ${end}`);
      }
    }
    // `after` of an opened board or room is the `more` of the answer before, and no `next` of a list.
    const opened: { [name: string]: (after: string) => Promise<unknown> } = {
      board: (after: string) => admin.boards.open({ boardId, after }),
      room: (after: string) => admin.rooms.open({ boardId, roomId, after }),
    };
    for (const [name, open] of Object.entries(opened)) {
      for (const end of [...ends.values(), "", ".", "..", "..1", `.${ends.get("members")}.`]) {
        const { failed } = await outcomes([open(end)]);
        assert.equal(failed[0]?.code, "invalid", `${name} takes ${end}`);
      }
    }
    // The board shows the newest tasks, and its `next` goes on in the list without filters.
    for (let i = 0; i < 80; i++) await admin.tasks.create({ boardId, title: `${i}` });
    const { next } = await admin.boards.open({ boardId });
    assert.ok(next);
    assert.ok((await admin.tasks.list({ boardId, after: next })).tasks.length > 0);
  });
}
