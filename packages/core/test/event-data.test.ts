import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import type { RoomMember } from "../src/model/room-member.ts";
import type { Subtask } from "../src/model/subtask.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { startNamed } from "./misuse/names.ts";
import { purchaseNode } from "./support/purchase.ts";

test("an event's data has the type that its name says", () => {
  const taskwire = purchaseNode(memoryStorage(), fakeRuntime());
  taskwire.on("task.pay", ({ type, data }) => {
    expectTypeOf(type).toEqualTypeOf<"task.pay">();
    expectTypeOf(data.task.state).toEqualTypeOf<
      "asked" | "manager_ok" | "finance_ok" | "received" | "denied"
    >();
    if (data.task.type === "trip") expectTypeOf(data.task.data.days).toEqualTypeOf<number>();
    expectTypeOf(data.reason).toEqualTypeOf<string | undefined>();
  });
  taskwire.on("subtask.created", ({ data }) =>
    expectTypeOf(data.subtask).toEqualTypeOf<Omit<Subtask, "version">>(),
  );
  taskwire.on("member.added", ({ data }) => {
    if ("room" in data) expectTypeOf(data.member).toEqualTypeOf<Omit<RoomMember, "version">>();
  });
  taskwire.on("task.nudged", ({ data }) => expectTypeOf(data.anything).toEqualTypeOf<unknown>());
  taskwire.on("*", (event) => {
    if (event.type === "room.read")
      expectTypeOf(event.data.readMarker.roomId).toEqualTypeOf<string>();
  });
  taskwire.react("mail", "notification.created", ({ data }) => {
    expectTypeOf(data.notification.excerpt).toEqualTypeOf<string | null>();
  });
});

test("an own event's data has the type of its schema, and is checked when it is emitted", async () => {
  const { taskwire, dao, on } = await startNamed();
  taskwire.on("task.nudged", ({ data }) => expectTypeOf(data.by).toEqualTypeOf<string>());
  await expect(dao.tasks.nudge(on)).rejects.toThrow("its schema in the option `events` refuses");
  expect((await dao.tasks.history(on)).events.map(({ type }) => type)).toEqual(["task.created"]);
  await taskwire.close();
});

test("`available` and `why` judge the app's own operations on a task too", async () => {
  const { taskwire, dao, on } = await startNamed();
  const { task } = await dao.tasks.available(on);
  expect(task["task.nudge"]).toEqual({ allowed: true, rules: [] });
  expect(await dao.tasks.why({ ...on, action: "nudge" })).toMatchObject({ allowed: true });
  await dao.members.add({ boardId: on.boardId, userId: "nok" });
  const nok = taskwire.as({ userId: "nok" });
  expect((await nok.tasks.available(on)).task["task.nudge"]).toMatchObject({
    allowed: false,
    message: "CLERK cannot do this.",
  });
  await taskwire.close();
});

test("roles of taskwire's own are the default", () => {
  const taskwire = createTaskwire({ events: { "a.b": z.strictObject({}) } });
  type Put = Parameters<typeof taskwire.system.users.put>[0];
  expectTypeOf<Put["role"]>().toEqualTypeOf<"ADMIN" | "ADMIN_LIMITED">();
  type Add = Parameters<typeof taskwire.system.members.add>[0];
  expectTypeOf<Add["role"]>().toEqualTypeOf<"ADMIN" | "ADMIN_LIMITED" | undefined>();
  type Change = Parameters<typeof taskwire.system.members.change>[0];
  expectTypeOf<Change["role"]>().toEqualTypeOf<"ADMIN" | "ADMIN_LIMITED" | null>();
});
