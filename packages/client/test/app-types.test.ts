import {
  approvalWorkflow,
  createTaskwire,
  defineRoles,
  defineWorkflow,
  type Event,
  type Verdict,
} from "@taskwire/core";
import { command, idSchema } from "@taskwire/core/operations";
import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import { type BoardStore, boardStore } from "../src/board/index.ts";
import { commentsStore } from "../src/comments/index.ts";
import type { Client, ClientCore, TaskOf } from "../src/index.ts";
import { roomStore } from "../src/room/index.ts";

const workflow = defineWorkflow({
  name: "purchase",
  initial: "asked",
  states: {
    asked: { kind: "waiting" },
    ordered: { kind: "working" },
    received: { kind: "done" },
    denied: { kind: "dropped" },
  },
  actions: {
    order: { from: "asked", to: "ordered", decision: true },
    deny: { from: "asked", to: "denied", decision: true, reason: "required" },
    receive: { from: "ordered", to: "received", trigger: "subtasks.done" },
    send_back: { from: "received", to: "ordered", trigger: "subtask.reopened" },
  },
  types: {
    purchase: { data: z.strictObject({ price: z.number() }) },
    trip: { data: z.strictObject({ days: z.int() }) },
  },
});
const roles = defineRoles({
  workflow,
  permissions: ["task.nudge", "subtask.measure"],
  roles: { STAFF: { "task.read": true, "task.nudge": true } },
});
const onTask = { boardId: idSchema, taskId: idSchema };
const own = {
  summary: "Does something of the app's own.",
  output: z.null(),
  run: () => null,
} as const;
const nudge = command({
  ...own,
  name: "tasks.nudge",
  target: "task",
  permission: "task.nudge",
  route: { method: "POST", path: "/nudge" },
  input: z.strictObject(onTask),
});
const measure = command({
  ...own,
  name: "subtasks.measure",
  target: "subtask",
  permission: "subtask.measure",
  route: { method: "POST", path: "/measure" },
  input: z.strictObject({ ...onTask, subtaskId: idSchema }),
});
const look = command({
  ...own,
  name: "tasks.look",
  target: "task",
  permission: "member",
  route: { method: "POST", path: "/look" },
  input: z.strictObject(onTask),
});
const purchases = () =>
  createTaskwire({
    workflow,
    roles,
    operations: { "tasks.nudge": nudge, "subtasks.measure": measure, "tasks.look": look },
    events: { "task.nudged": z.strictObject({ note: z.string() }) },
  });
const approvals = () => createTaskwire({ workflow: approvalWorkflow });

type Purchases = ReturnType<typeof purchases>;
type Approvals = ReturnType<typeof approvals>;

test("a store shows tasks with the states, types and data of the app's workflow", () => {
  const use = (client: Client<Purchases>) => {
    const [task] = boardStore(client, "b").getSnapshot().tasks;
    if (!task) return;
    expectTypeOf(task.state).toEqualTypeOf<"asked" | "ordered" | "received" | "denied">();
    expectTypeOf(task.type).toEqualTypeOf<"purchase" | "trip">();
    if (task.type === "purchase") expectTypeOf(task.data).toEqualTypeOf<{ price: number }>();
    else expectTypeOf(task.data).toEqualTypeOf<{ days: number }>();
    // @ts-expect-error there is no such state
    void (task.state === "zzz");
    // @ts-expect-error there is no such type
    void (task.type === "zzz");
    expectTypeOf(task.progress.done).toEqualTypeOf<number>();

    const comments = commentsStore(client, { boardId: "b", taskId: "t" }).getSnapshot();
    // @ts-expect-error there is no such state
    void (comments.task?.state === "zzz");
    expectTypeOf(comments.task).toEqualTypeOf<TaskOf<Purchases> | undefined>();
  };
  expectTypeOf(use).toBeFunction();
});

test("`available` names the actions of the workflow and the permissions of the app's own operations", () => {
  const use = (client: Client<Purchases>) => {
    const [task] = boardStore(client, "b").getSnapshot().tasks;
    if (!task) return;
    expectTypeOf<keyof typeof task.available>().toEqualTypeOf<
      | "task.edit"
      | "task.order"
      | "task.delete"
      | "task.deny"
      | "task.receive"
      | "task.send_back"
      | "task.nudge"
      | "subtask.create"
    >();
    expectTypeOf(task.available["task.order"]).toEqualTypeOf<Verdict>();
    // @ts-expect-error there is no such action
    void task.available["task.okk"];
    const [subtask] = task.subtasks;
    if (!subtask) return;
    expectTypeOf<keyof typeof subtask.available>().toEqualTypeOf<
      | "subtask.complete"
      | "subtask.reopen"
      | "subtask.assign"
      | "subtask.edit"
      | "subtask.cancel"
      | "subtask.restore"
      | "subtask.measure"
    >();
    // @ts-expect-error there is no such action
    void subtask.available["subtask.complet"];
  };
  expectTypeOf(use).toBeFunction();
});

test("rooms and comments name the permissions that their texts need", () => {
  const use = (client: ClientCore) => {
    const room = roomStore(client, { boardId: "b", roomId: "r" }).getSnapshot();
    expectTypeOf(room.available["message.post"]).toEqualTypeOf<Verdict | undefined>();
    // @ts-expect-error there is no such permission
    void room.available["message.posst"];
    // @ts-expect-error comments have it, messages don't
    void room.messages[0]?.available["comment.resolve"];
    const comments = commentsStore(client, { boardId: "b", taskId: "t" }).getSnapshot();
    expectTypeOf(comments.comments[0]?.available["comment.resolve"]).toEqualTypeOf<
      Verdict | undefined
    >();
    // @ts-expect-error there is no such permission
    void comments.available["comment.posst"];
  };
  expectTypeOf(use).toBeFunction();
});

test("the default workflow's names come without being named", () => {
  const use = (client: Client<Approvals>) => {
    const [task] = boardStore(client, "b").getSnapshot().tasks;
    expectTypeOf(task?.available["task.approve"]).toEqualTypeOf<Verdict | undefined>();
    // @ts-expect-error there is no such action
    void task?.available["task.okk"];
    // @ts-expect-error there is no such state
    void (task?.state === "zzz");
  };
  expectTypeOf(use).toBeFunction();
});

test("an event's type tells what its data has", () => {
  const use = (client: Client<Purchases>, plain: ClientCore) => {
    const onEvents = (events: Parameters<Parameters<Listen>[0]>[0]) => {
      for (const event of events) {
        if (event.type === "task.order") {
          expectTypeOf(event.data.task.state).toEqualTypeOf<
            "asked" | "ordered" | "received" | "denied"
          >();
          expectTypeOf(event.data.action).toEqualTypeOf<string>();
        }
        if (event.type === "task.nudged") expectTypeOf(event.data.note).toEqualTypeOf<string>();
        // A deletion takes the data from the earlier events about the same comment.
        if (event.type === "comment.posted")
          expectTypeOf(event.data.comment?.text).toEqualTypeOf<string | undefined>();
        // @ts-expect-error there is no such event
        void (event.type === "task.orderd");
      }
    };
    type Listen = ReturnType<typeof boardStore<Purchases>>["onEvents"];
    boardStore(client, "b").onEvents(onEvents);
    client.subscribe("board:b", { onEvents, onReload() {} });
    plain.subscribe("board:b", {
      onEvents([event]) {
        if (event && "data" in event) expectTypeOf(event).toEqualTypeOf<Event>();
      },
      onReload() {},
    });
  };
  expectTypeOf(use).toBeFunction();
});

test("`TaskOf` takes a workflow or an app", () => {
  expectTypeOf<TaskOf<Purchases>>().toEqualTypeOf<TaskOf<typeof workflow>>();
  expectTypeOf<TaskOf<Approvals>["state"]>().toEqualTypeOf<
    TaskOf<typeof approvalWorkflow>["state"]
  >();
});

test("a client without an app's types has stores with any names", () => {
  const use = (client: ClientCore, typed: Client<Purchases>) => {
    const store: BoardStore = boardStore(client, "b");
    const [task] = store.getSnapshot().tasks;
    expectTypeOf(task?.state).toEqualTypeOf<string | undefined>();
    expectTypeOf(task?.available["task.whatever"]).toEqualTypeOf<Verdict | undefined>();
    const plain: ClientCore = typed;
    void plain;
    const general: BoardStore = boardStore(typed, "b");
    void general;
  };
  expectTypeOf(use).toBeFunction();
});
