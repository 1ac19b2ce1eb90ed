import assert from "node:assert/strict";
import { toEvent } from "../../log/encode.ts";
import { boardTopic } from "../../model/topic.ts";
import { decide } from "../decide.ts";
import { keepsakes, unkeptNames } from "./kept-data.ts";
import { boardOn, type EngineGroup, historyOf, outcomes } from "./nodes.ts";

/** A task's data is the same for everyone who reads it, and it is what JSON keeps of it. */
export function data(test: EngineGroup): void {
  test("data is the same in the answer, the event and the record, as JSON keeps it (A1)", async (one, other) => {
    const boardId = await boardOn(one);
    const asker = one.as({ userId: "asker" });
    const given = {
      day: "2026-12-05",
      days: ["2026-12-05T07:00:00+07:00"],
      cents: 250,
      ratio: -0,
      rest: { b: [null, { z: 1, a: "ก" }], a: 1.5 },
    };
    const kept = {
      day: "2026-12-05T00:00:00.000Z",
      days: ["2026-12-05T00:00:00.000Z"],
      cents: "2.50",
      ratio: 0,
      rest: { a: 1.5, b: [null, { a: "ก", z: 1 }] },
    };
    const { task } = await asker.tasks.create({ boardId, type: "kept", title: "A", data: given });
    const on = { boardId, taskId: task.id };
    const later = { day: "2027-01-02T00:00:00.000Z" };
    const edited = await asker.tasks.edit({ ...on, data: { day: "2027-01-02" } });

    const events = (await historyOf(other, on)).map(({ data }) => (data.task as typeof task).data);
    assert.deepEqual([task.data, edited.task.data, ...events], [kept, later, kept, later]);
    for (const node of [one, other]) {
      assert.deepEqual((await node.system.tasks.get(on)).task.data, later);
      // A command may begin with records that this node remembers.
      assert.deepEqual((await node.system.tasks.edit({ ...on, title: "B" })).task.data, later);
    }
  });

  test("a template's conditions get data as it is stored (A1)", async (one, other) => {
    const boardId = await boardOn(one);
    for (const [day, titles] of [
      ["2026-12-05", ["Late"]],
      ["2026-11-05", []],
      ["2027-12-05", []],
    ] as const) {
      const { task } = await one
        .as({ userId: "asker" })
        .tasks.create({ boardId, type: "kept", title: day, data: { day } });
      for (const node of [other, one]) await node.system.tasks.get({ boardId, taskId: task.id });
      const approved = await decide(other.system, "approve", { boardId, taskId: task.id });
      assert.deepEqual(
        approved.subtasks.map(({ title }) => title),
        titles,
      );
    }
  });

  test("data that JSON can't hold is refused, and nothing is kept (A1)", async (one) => {
    const boardId = await boardOn(one);
    const asker = one.as({ userId: "asker" });
    const codes = new Map<string, string>();
    for (const unkept of unkeptNames) {
      const { failed } = await outcomes([
        asker.tasks.create({ boardId, type: "kept", title: "A", data: { unkept } }),
      ]);
      codes.set(unkept, `${failed[0]?.code} ${failed[0]?.message.includes('at "data.unkept')}`);
    }
    assert.deepEqual(
      [...codes],
      unkeptNames.map((name) => [name, "invalid true"]),
    );
    assert.deepEqual((await one.system.tasks.list({ boardId })).tasks, []);
  });

  test("a whole number that JSON may have rounded is refused, with the cure (A3)", async (one) => {
    const boardId = await boardOn(one);
    const asker = one.as({ userId: "asker" });
    const rest = JSON.parse('{"ids":[1,3544790567247868102]}');
    const kept = { rest: { most: Number.MAX_SAFE_INTEGER, text: "3544790567247868102" } };
    const { task } = await asker.tasks.create({ boardId, type: "kept", title: "A", data: kept });
    const on = { boardId, taskId: task.id };
    const { failed } = await outcomes<unknown>([
      asker.tasks.create({ boardId, type: "kept", title: "A", data: { rest } }),
      asker.tasks.edit({ ...on, data: { rest } }),
    ]);
    for (const { code, message } of failed) {
      assert.equal(code, "invalid");
      assert.match(message, /rest\.ids\.1": .* send it as a text/);
    }
    assert.equal(failed.length, 2);
    assert.deepEqual((await one.system.tasks.get(on)).task.data, kept);
  });

  test("the same key with another date is refused (A2)", async (one, other) => {
    const boardId = await boardOn(one);
    const create = (node: typeof one, day: string) =>
      node.call("asker", "tasks.create", { boardId, type: "kept", title: "A", data: { day } }, key);
    const key = "create-a-date-0001";
    const first = await create(one, "2026-12-05");
    assert.equal(await create(other, "2026-12-05"), first);
    const on = { boardId, taskId: JSON.parse(first).task.id };
    const edit = (node: typeof one, day: unknown) =>
      node.call("asker", "tasks.edit", { ...on, data: { day } }, "edit-a-date-0001");
    await edit(one, new Date("2026-12-07"));
    const { failed } = await outcomes<unknown>([
      create(one, "2026-12-06"),
      create(other, "2026-12-06"),
      edit(one, new Date("2026-12-08")),
      edit(other, new Date("2026-12-08")),
    ]);
    assert.deepEqual(
      failed.map(({ code }) => code),
      Array(4).fill("key_reused"),
    );
  });

  test("a record of the app's own is the same in the answer, the event and the storage (A1)", async (one, other, storage) => {
    const boardId = await boardOn(one);
    const put = async (node: typeof one, day: string) =>
      JSON.parse(await node.call("asker", "keepsakes.put", { boardId, id: "k", at: day })) as {
        readonly body: { readonly earlier: unknown };
        readonly before: string;
      };
    await put(one, "2026-12-05");
    const [at, earlier] = ["2026-12-06T00:00:00.000Z", "2026-12-05T00:00:00.000Z"];
    const body = {
      at,
      list: [at],
      earlier: { at: earlier, list: [earlier], earlier: null },
    };
    const keepsake = await put(one, "2026-12-06");
    assert.deepEqual([keepsake.body, keepsake.before], [body, "string"]);
    const { records } = await storage.get([{ collection: keepsakes.name, id: "k" }]);
    assert.deepEqual(records[0]?.fields?.body, body);
    const page = await storage.events({ topic: boardTopic(boardId), before: "end", limit: 1 });
    assert.equal(page.status, "page");
    const [event] = page.events.map(toEvent);
    assert.deepEqual(
      [event?.data.at, (event?.data.keepsake as typeof keepsake | undefined)?.body],
      [at, body],
    );
    assert.deepEqual((await put(other, "2026-12-07")).body.earlier, body);
  });

  test("a record of the app's own that JSON can't hold fails its command, and nothing is kept (A1)", async (one, _other, storage) => {
    const boardId = await boardOn(one);
    for (const unkept of unkeptNames) {
      const put = one.call("asker", "keepsakes.put", {
        boardId,
        id: "k",
        at: "2026-12-05",
        unkept,
      });
      await assert.rejects(put, /keepsakes\.body\.unkept/);
    }
    const { records } = await storage.get([{ collection: keepsakes.name, id: "k" }]);
    assert.equal(records[0]?.fields, null);
  });
}
