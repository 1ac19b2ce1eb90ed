import assert from "node:assert/strict";
import { decide } from "../decide.ts";
import { boardOn, countOf, type EngineGroup, outcomes, pendingTask, seen } from "./nodes.ts";

/** A command is sent more than once. */
export function repeats(test: EngineGroup): void {
  test("a command sent 5 times in parallel with one key has one effect and five equal results", async (one, other) => {
    const boardId = await boardOn(one);
    const on = await pendingTask(one, boardId);
    const input = await seen(one, on);
    const key = "approve-once-0001";
    const send = (i: number) =>
      (i % 2 === 0 ? one : other).call("admin-1", "tasks.approve", input, key);
    const results = await Promise.all([0, 1, 2, 3, 4].map(send));
    assert.equal(new Set(results).size, 1);
    assert.equal(await countOf(one, "task.approved", on), 1);
    assert.equal((await one.system.tasks.get(on)).subtasks.length, 2);
    const created = await Promise.all(
      [0, 1, 2, 3, 4].map((i) =>
        (i % 2 === 0 ? one : other).call(
          "asker",
          "tasks.create",
          { boardId, title: "Once" },
          "create-once-0001",
        ),
      ),
    );
    assert.equal(new Set(created).size, 1);
    const { tasks } = await one.system.tasks.list({ boardId });
    assert.equal(tasks.filter(({ title }) => title === "Once").length, 1);
  });

  test("refuses a key that was used with another input or for another command", async (one, other) => {
    const boardId = await boardOn(one);
    const asker = one.as({ userId: "asker" });
    const key = "create-once-0002";
    await asker.tasks.create({ boardId, title: "First" }, { key });
    const second = { boardId, title: "Second" };
    const { failed } = await outcomes<unknown>([
      asker.tasks.create(second, { key }),
      other.as({ userId: "asker" }).tasks.create(second, { key }),
      asker.boards.edit({ boardId, name: "Another" }, { key }),
    ]);
    assert.deepEqual(
      failed.map(({ code }) => code),
      ["key_reused", "key_reused", "key_reused"],
    );
    assert.equal((await one.system.tasks.list({ boardId })).tasks.length, 1);
  });

  test("of two inputs with the same key at the same moment one succeeds and the other is refused", async (one, other) => {
    const boardId = await boardOn(one);
    const key = "create-once-0003";
    const { done, failed } = await outcomes([
      one.as({ userId: "asker" }).tasks.create({ boardId, title: "First" }, { key }),
      other.as({ userId: "asker" }).tasks.create({ boardId, title: "Second" }, { key }),
    ]);
    assert.deepEqual([done.length, failed.map(({ code }) => code)], [1, ["key_reused"]]);
  });

  test("an input with its fields in another order is a repeat", async (one) => {
    const boardId = await boardOn(one);
    const key = "create-once-0004";
    const first = await one.call(
      "asker",
      "tasks.create",
      { boardId, title: "A", description: "B" },
      key,
    );
    const again = await one.call(
      "asker",
      "tasks.create",
      { description: "B", title: "A", boardId },
      key,
    );
    assert.equal(again, first);
  });

  test("the key of another person is a different key", async (one, other) => {
    const boardId = await boardOn(one);
    const key = "create-once-0005";
    const input = { boardId, title: "Mine" };
    const { task: mine } = await one.as({ userId: "asker" }).tasks.create(input, { key });
    const { task: theirs } = await other.as({ userId: "admin-1" }).tasks.create(input, { key });
    assert.notEqual(theirs.id, mine.id);
  });

  test("a repeated approval gets the first result, even if the approver may no longer approve", async (one, other) => {
    const boardId = await boardOn(one);
    const on = await pendingTask(one, boardId);
    const input = await seen(one, on);
    const key = "approve-once-0002";
    const first = await one.call("admin-1", "tasks.approve", input, key);
    assert.equal(await other.call("admin-1", "tasks.approve", input, key), first);
    await other.system.users.put({ id: "admin-1", name: "admin-1", role: "ADMIN_LIMITED" });
    assert.equal(await one.call("admin-1", "tasks.approve", input, key), first);
    await one.system.members.remove({ boardId, userId: "admin-1" });
    assert.equal(await other.call("admin-1", "tasks.approve", input, key), first);
  });

  test("a repeat of a person whose account was disabled is refused (H5)", async (one, other) => {
    const boardId = await boardOn(one);
    const key = "create-once-0006";
    const input = { boardId, title: "Secret plan" };
    const { task } = await one.as({ userId: "asker" }).tasks.create(input, { key });
    await one.system.users.put({
      id: "asker",
      name: "asker",
      role: "ADMIN_LIMITED",
      disabled: true,
    });
    const repeat = () => other.as({ userId: "asker" }).tasks.create(input, { key });
    const { failed } = await outcomes([repeat(), repeat()]);
    assert.deepEqual(
      failed.map(({ code }) => code),
      ["forbidden", "forbidden"],
    );
    await one.system.users.put({
      id: "asker",
      name: "asker",
      role: "ADMIN_LIMITED",
      disabled: false,
    });
    assert.deepEqual((await repeat()).task, task);
  });

  test("a repeat is answered as the first call, whatever changed after it (H5)", async (one, other) => {
    const boardId = await boardOn(one);
    const asker = one.as({ userId: "asker" });
    const { id: roomId } = await asker.rooms.create({ boardId, name: "Planning" });
    const create = { boardId, title: "A plan", description: "First" };
    const { task } = await asker.tasks.create(create, { key: "changed-0001" });
    const on = { boardId, taskId: task.id };
    const edit = { ...on, title: "Another plan" };
    const edited = await asker.tasks.edit(edit, { key: "changed-0002" });
    const same = await asker.tasks.edit(edit, { key: "changed-0003" });
    const approval = await seen(one, on);
    const approved = await one.system.tasks.approve(approval, { key: "changed-0004" });
    const post = { boardId, roomId, text: "A first word" };
    const posted = await asker.messages.post(post, { key: "changed-0005" });
    const message = { boardId, roomId, messageId: posted.id };
    await asker.messages.edit({ ...message, text: "A second word" });
    const [subtask] = approved.subtasks;
    await one.system.subtasks.complete({ ...on, subtaskId: String(subtask?.id) });
    const repeats = other.as({ userId: "asker" });
    assert.deepEqual(await repeats.tasks.create(create, { key: "changed-0001" }), {
      task,
      subtasks: [],
    });
    assert.deepEqual(await repeats.tasks.edit(edit, { key: "changed-0002" }), edited);
    assert.deepEqual(await repeats.tasks.edit(edit, { key: "changed-0003" }), same);
    assert.deepEqual(await other.system.tasks.approve(approval, { key: "changed-0004" }), approved);
    assert.deepEqual(await repeats.messages.post(post, { key: "changed-0005" }), posted);
  });

  test("a repeat after a deletion gets what is left, and nothing after a removal (H5)", async (one, other) => {
    const boardId = await boardOn(one);
    const asker = one.as({ userId: "asker" });
    const { id: roomId } = await asker.rooms.create({ boardId, name: "Planning" });
    const post = { boardId, roomId, text: "swordfish" };
    const { id: messageId } = await asker.messages.post(post, { key: "deleted-0001" });
    const edit = { boardId, roomId, messageId, text: "marlin" };
    await asker.messages.edit(edit, { key: "deleted-0002" });
    await asker.messages.delete({ boardId, roomId, messageId });
    const repeats = other.as({ userId: "asker" });
    const left = [
      await repeats.messages.post(post, { key: "deleted-0001" }),
      await repeats.messages.edit(edit, { key: "deleted-0002" }),
    ];
    for (const message of left) {
      assert.equal(message.text, "");
      assert.notEqual(message.deletedAt, null);
    }
    await one.system.members.remove({ boardId, userId: "asker" });
    const { failed } = await outcomes([repeats.messages.post(post, { key: "deleted-0001" })]);
    assert.deepEqual(
      failed.map(({ code }) => code),
      ["not_found"],
    );
  });

  test("a key holds neither the input nor the result in words (H5)", async (one, _, storage) => {
    const boardId = await boardOn(one);
    const asker = one.as({ userId: "asker" });
    const { id: roomId } = await asker.rooms.create(
      { boardId, name: "swordfish" },
      { key: "words-0001" },
    );
    const text = "swordfish";
    const { id: messageId } = await asker.messages.post(
      { boardId, roomId, text },
      { key: "words-0002" },
    );
    const message = { boardId, roomId, messageId };
    await asker.messages.edit({ ...message, text: "swordfish!" }, { key: "words-0003" });
    await asker.messages.edit({ ...message, text: "swordfish!" }, { key: "words-0004" });
    const { task } = await asker.tasks.create({ boardId, title: text }, { key: "words-0005" });
    const on = { boardId, taskId: task.id };
    await asker.comments.post({ ...on, text }, { key: "words-0006" });
    await asker.tasks.edit({ ...on, title: text }, { key: "words-0007" });
    for (let i = 1; i <= 7; i++) {
      const { repeated } = await storage.get([], { actor: "asker", key: `words-000${i}` });
      assert.ok(repeated);
      assert.doesNotMatch(JSON.stringify(repeated), /swordfish/);
      assert.match(repeated.hash, /^[\w-]{43}$/);
    }
  });

  test("a refused command leaves its key free for a later attempt", async (one, other) => {
    const boardId = await boardOn(one);
    const on = await pendingTask(one, boardId);
    const resubmit = () =>
      one.as({ userId: "asker" }).tasks.resubmit(on, { key: "resubmit-once-0001" });
    assert.equal((await outcomes([resubmit()])).failed[0]?.code, "refused");
    await decide(other.as({ userId: "admin-1" }), "reject", { ...on, reason: "No" });
    assert.equal((await resubmit()).task.state, "pending");
  });
}
