import { expect, test } from "vitest";
import { z } from "zod";
import { command } from "../src/engine/operation/definition.ts";
import type { Emitted } from "../src/engine/operation/emitted.ts";
import { defineCollection } from "../src/model/collection.ts";
import { collections } from "../src/model/collections.ts";
import type { Event } from "../src/model/event.ts";
import { recordsIn } from "../src/model/event-records.ts";
import type { ReactionEvent } from "../src/model/job.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { decide } from "../src/testing/decide.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

interface Name {
  id: string;
  version: number;
  name: string;
}

const named = (name: string) =>
  defineCollection<Name>()({ name, fields: { name: "text" }, indexes: {}, versions: "topic" });
const cars = named("cars");
const vans = named("vans");

const record = (id: string, version = 0): Name => ({ id, version, name: id });

/** An app with one operation, which emits what the test says. */
async function appEmitting(emitted: Partial<Emitted>) {
  const emit = command({
    name: "things.emit",
    target: "app",
    permission: "system",
    summary: "Emits.",
    route: { method: "POST", path: "/things" },
    input: z.strictObject({}),
    output: z.null(),
    run(context) {
      context.emit({
        topic: "board:b",
        type: "thing.changed",
        subject: "b",
        audience: null,
        ...emitted,
      });
      return null;
    },
  });
  const storage = memoryStorage();
  const taskwire = createTaskwire({
    storage,
    runtime: fakeRuntime(),
    collections: [cars, vans],
    operations: { "things.emit": emit },
    events: ["thing.changed"],
    onError() {},
  });
  const heard: Event[] = [];
  const reacted: ReactionEvent[] = [];
  taskwire.on("thing.changed", (event) => void heard.push(event));
  taskwire.react("mail", "thing.changed", (event) => void reacted.push(event));
  await taskwire.open();
  return { taskwire, storage, heard, reacted };
}

test("an event names the collection of each record that it puts, drops or shows (H19)", async () => {
  const { taskwire, heard, reacted } = await appEmitting({
    put: {
      first: [cars, record("c1")],
      several: [
        [vans, record("v1")],
        [vans, record("v2")],
      ],
      none: [],
    },
    show: { known: [[cars, record("c3", 7)]] },
    data: { first: "is overwritten", note: "a word" },
  });
  await taskwire.system.things.emit();
  const carried = {
    put: { first: "cars", several: "vans" },
    show: { known: "cars" },
  };
  await expect.poll(() => [heard.length, reacted.length]).toEqual([1, 1]);
  expect(heard[0]).toMatchObject({
    ...carried,
    data: {
      note: "a word",
      first: { id: "c1", name: "c1" },
      several: [
        { id: "v1", name: "v1" },
        { id: "v2", name: "v2" },
      ],
      none: [],
      known: [{ id: "c3", version: 7, name: "c3" }],
    },
  });
  expect(heard[0]).not.toHaveProperty("drop");
  expect(reacted[0]).toMatchObject(carried);
  expect([...recordsIn(heard[0] as Event)]).toEqual([
    { change: "put", collection: "cars", record: { id: "c1", version: 1, name: "c1" } },
    { change: "put", collection: "vans", record: { id: "v1", version: 1, name: "v1" } },
    { change: "put", collection: "vans", record: { id: "v2", version: 1, name: "v2" } },
    { change: "show", collection: "cars", record: { id: "c3", version: 7, name: "c3" } },
  ]);
  await taskwire.close();
});

test("an event without records says nothing about them", async () => {
  const { taskwire, storage, heard } = await appEmitting({ data: { note: "a word" } });
  await taskwire.system.things.emit();
  const page = await storage.events({ topic: "board:b", before: "end", limit: 1 });
  expect(page).toMatchObject({ events: [{ data: '{"note":"a word"}', records: null }] });
  expect(Object.keys(heard[0] as Event)).not.toEqual(expect.arrayContaining(["put"]));
  expect([...recordsIn(heard[0] as Event)]).toEqual([]);
  await taskwire.close();
});

test("refuses records of two collections under one name", async () => {
  const { taskwire } = await appEmitting({
    put: {
      several: [
        [cars, record("c1")],
        [vans, record("v1")],
      ],
    },
  });
  await expect(taskwire.system.things.emit()).rejects.toThrow(
    'The event "thing.changed" has records of two collections under "several". Give each collection its own name.',
  );
  await taskwire.close();
});

test("a removed member is dropped, and a member who comes to see a task is shown its subtasks", async () => {
  const storage = memoryStorage();
  const taskwire = createTaskwire({ storage, runtime: fakeRuntime() });
  await taskwire.open();
  for (const id of ["dao", "nok", "lek"])
    await taskwire.system.users.put({
      id,
      name: id,
      role: id === "lek" ? "ADMIN_LIMITED" : "ADMIN",
    });
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  for (const userId of ["dao", "nok", "lek"])
    await taskwire.system.members.add({ boardId, userId });
  const [dao, nok] = [taskwire.as({ userId: "dao" }), taskwire.as({ userId: "nok" })];
  const { task } = await dao.tasks.create({ boardId, title: "A van" });
  const on = { boardId, taskId: task.id };
  await decide(nok, "approve", on);
  const { subtask: first } = await nok.subtasks.create({ ...on, title: "Wash it" });
  await nok.subtasks.create({ ...on, title: "Sell it", assigneeId: "lek" });
  await nok.members.remove({ boardId, userId: "dao" });
  const page = await storage.events({ topic: `board:${boardId}`, before: "end", limit: 2 });
  if (page.status === "gone") throw new Error("gone");
  const [removal, newcomer] = page.events.map(({ type, records, data }) => ({
    type,
    ...JSON.parse(records ?? "{}"),
    data: JSON.parse(data),
  }));
  expect(removal).toMatchObject({
    type: "member.removed",
    put: { board: "boards" },
    drop: { member: "members" },
  });
  expect(newcomer).toMatchObject({
    type: "subtask.created",
    put: { subtask: "subtasks", task: "tasks" },
    show: { subtasks: "subtasks" },
    data: { subtasks: [{ id: first.id, version: first.version }] },
  });
  await taskwire.close();
});

test.each(collections.map((one) => [one.name, one.numbered] as const))(
  "a new record of %s has the number of its event only if its collection is numbered",
  (name, numbered) => {
    const event = { number: 5, put: { one: name }, data: { one: { id: "a" } } };
    const [carried] = recordsIn(event);
    const number = numbered === undefined ? {} : { [numbered]: 5 };
    expect(carried?.record).toEqual({ id: "a", version: 5, ...number });
  },
);
