import { beforeEach, describe, expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { decide } from "../src/testing/decide.ts";
import { type FakeRuntime, fakeRuntime } from "../src/testing/fake-runtime.ts";
import { purchaseNode, purchases } from "./support/purchase.ts";

let storage: Storage;
let runtime: FakeRuntime;
let it: Awaited<ReturnType<typeof purchases>>;

beforeEach(async () => {
  storage = memoryStorage();
  runtime = fakeRuntime();
  it = await purchases(storage, runtime);
});

describe("an app's own workflow", () => {
  test("runs by the kinds of its states alone: two approvals, work, and completion by itself", async () => {
    const { boardId, as } = it;
    const { task: created } = await as("staff").tasks.create({
      boardId,
      type: "purchase",
      title: "A desk",
      data: { price: 500 },
    });
    const on = { boardId, taskId: created.id };
    expect([created.state, created.kind]).toEqual(["asked", "waiting"]);
    const agreed = await decide(as("manager"), "agree", on);
    expect([agreed.task.state, agreed.task.kind, agreed.subtasks]).toEqual([
      "manager_ok",
      "waiting",
      [],
    ]);
    const paid = await decide(as("finance"), "pay", on);
    expect([paid.task.state, paid.task.kind, paid.subtasks.length]).toEqual([
      "finance_ok",
      "working",
      1,
    ]);
    const subtaskId = paid.subtasks[0]?.id as string;
    const done = await it.node.system.subtasks.complete({ ...on, subtaskId });
    expect([done.task.state, done.task.kind]).toEqual(["received", "done"]);
    const again = await it.node.system.subtasks.reopen({ ...on, subtaskId });
    expect([again.task.state, again.task.kind]).toEqual(["finance_ok", "working"]);
    const { events } = await as("finance").tasks.history(on);
    expect(events.map(({ type }) => type).toReversed()).toEqual([
      "task.created",
      "task.agree",
      "task.pay",
      "subtask.created",
      "subtask.completed",
      "task.receive",
      "subtask.reopened",
      "task.send_back",
    ]);
  });

  test("can be denied at either approval with a reason, and requested again", async () => {
    const { boardId, as } = it;
    const {
      task: { id: taskId },
    } = await as("staff").tasks.create({
      boardId,
      type: "trip",
      title: "A fair",
      data: { days: 2 },
    });
    const on = { boardId, taskId };
    await decide(as("manager"), "agree", on);
    await expect(it.node.call("finance", "tasks.deny", on)).rejects.toMatchObject({
      code: "invalid",
    });
    const { task } = await decide(as("finance"), "deny", { ...on, reason: "Too far" });
    expect(task).toMatchObject({
      state: "denied",
      kind: "dropped",
      decision: { by: "finance", reason: "Too far" },
    });
    expect((await as("staff").tasks.ask_again(on)).task.state).toBe("asked");
  });

  test("refuses data that does not fit its type, and unknown types", async () => {
    const { boardId } = it;
    const create = (input: object) =>
      it.node.call("staff", "tasks.create", { boardId, title: "A", ...input });
    for (const wrong of [
      { type: "purchase", data: { price: "500" } },
      { type: "purchase", data: { price: 500, extra: true } },
      { type: "purchase" },
      { type: "trip", data: { price: 500 } },
      { type: "holiday", data: {} },
      { data: { price: 500 } },
    ]) {
      await expect(create(wrong), JSON.stringify(wrong)).rejects.toMatchObject({ code: "invalid" });
    }
  });

  test("refuses the requester's own decision, and a decision that the app's condition does not allow", async () => {
    const { boardId, as } = it;
    const {
      task: { id: taskId },
    } = await as("staff").tasks.create({
      boardId,
      type: "purchase",
      title: "A",
      data: { price: 99 },
    });
    const on = { boardId, taskId };
    await decide(as("manager"), "agree", on);
    expect((await decide(as("manager"), "pay", on)).task.state).toBe("finance_ok");
    const { task: dear } = await as("staff").tasks.create({
      boardId,
      type: "purchase",
      title: "B",
      data: { price: 100 },
    });
    await decide(as("manager"), "agree", { boardId, taskId: dear.id });
    const refusal = {
      code: "forbidden",
      details: { rule: "permission", remedy: [{ action: "task.pay" }] },
    };
    await expect(decide(as("manager"), "pay", { boardId, taskId: dear.id })).rejects.toMatchObject(
      refusal,
    );
    const { task: trip } = await as("staff").tasks.create({
      boardId,
      type: "trip",
      title: "C",
      data: { days: 1 },
    });
    await decide(as("manager"), "agree", { boardId, taskId: trip.id });
    expect((await decide(as("manager"), "pay", { boardId, taskId: trip.id })).task.state).toBe(
      "finance_ok",
    );
  });

  test("shows the permission of its own operation among the available actions", async () => {
    const { boardId, as, paid } = it;
    const { task } = await paid(10);
    const on = { boardId, taskId: task.id };
    const verdicts = await Promise.all(
      (["staff", "manager", "finance"] as const).map(async (who) => {
        const available = await as(who).tasks.available(on);
        return available.task["task.nudge"]?.allowed;
      }),
    );
    expect(verdicts).toEqual([true, false, true]);
    expect(await as("manager").tasks.why({ ...on, action: "nudge" })).toMatchObject({
      allowed: false,
      remedy: [
        { action: "task.nudge", by: [{ role: "STAFF", if: ["requester"] }, { role: "FINANCE" }] },
      ],
    });
  });

  test("lists tasks by its own states", async () => {
    const { boardId, as, paid } = it;
    const { task } = await paid(10);
    await as("staff").tasks.create({ boardId, type: "trip", title: "A", data: { days: 1 } });
    const { tasks } = await as("finance").tasks.list({ boardId, state: "finance_ok" });
    expect(tasks.map(({ id }) => id)).toEqual([task.id]);
    await expect(
      it.node.call("finance", "tasks.list", { boardId, state: "approved" }),
    ).rejects.toMatchObject({
      code: "invalid",
    });
  });
});

describe("templates", () => {
  test("are chosen by type and condition, and their subtasks by conditions on the typed data", async () => {
    const titles = async (price: number, supplier?: string) =>
      (await it.paid(price, supplier)).subtasks.map(({ title }) => title);
    expect(await titles(999)).toEqual(["Buy it"]);
    expect(await titles(1000)).toEqual(["Order", "Compare three offers"]);
    expect(await titles(10_000)).toEqual(["Order", "Compare three offers", "Insure it"]);
    expect(await titles(1000, "ACME")).toEqual([
      "Order",
      "Compare three offers",
      "Thank the seller",
    ]);
  });

  test("assign work to the creator, to a named member of the board, or to nobody", async () => {
    const assignees = async (price: number) =>
      Object.fromEntries(
        (await it.paid(price, "ACME")).subtasks.map(({ title, assigneeId }) => [title, assigneeId]),
      );
    expect(await assignees(1)).toEqual({ "Buy it": "staff" });
    expect(await assignees(10_000)).toMatchObject({ "Insure it": null, "Thank the seller": null });
    await it.node.system.users.put({ id: "broker", name: "Broker", role: "CLERK" });
    await it.node.system.members.add({ boardId: it.boardId, userId: "broker" });
    expect(await assignees(10_000)).toMatchObject({
      "Insure it": "broker",
      "Thank the seller": null,
    });
  });

  test("assign work to the member of a role with the least work, including the work they assign themselves", async () => {
    const [order, compare] = (await it.paid(1000)).subtasks;
    expect([order?.assigneeId, compare?.assigneeId].sort()).toEqual(["clerk1", "clerk2"]);
    const { task } = await it.paid(1000);
    // Now clerk1 has one subtask less than clerk2.
    const mine = [order, compare].find((one) => one?.assigneeId === "clerk1");
    const subtaskId = compare?.id as string;
    const on = { boardId: it.boardId, taskId: order?.taskId as string };
    await it.node.system.subtasks.complete({ ...on, subtaskId });
    if (mine?.id === order?.id)
      await it.node.system.subtasks.complete({ ...on, subtaskId: order?.id as string });
    expect(task.total).toBe(2);
    const next = await it.paid(1000);
    const loads = await loadsOf();
    expect(next.subtasks).toHaveLength(2);
    expect(Math.abs((loads.clerk1 ?? 0) - (loads.clerk2 ?? 0))).toBeLessThanOrEqual(1);
  });

  async function loadsOf(): Promise<Record<string, number>> {
    const { subtasks } = await it.as("finance").boards.open({ boardId: it.boardId });
    const open = subtasks.filter(({ state }) => state === "open");
    return Object.fromEntries(
      ["clerk1", "clerk2"].map((who) => [
        who,
        open.filter(({ assigneeId }) => assigneeId === who).length,
      ]),
    );
  }

  test("keep the order given by `after`, wherever it is written, and so do the available actions", async () => {
    const { task, subtasks } = await it.paid(1000);
    const [order, compare] = subtasks;
    expect(order?.dependsOn).toEqual([compare?.id]);
    const on = { boardId: it.boardId, taskId: task.id };
    await expect(
      it.node.system.subtasks.complete({ ...on, subtaskId: order?.id as string }),
    ).rejects.toMatchObject({
      code: "refused",
      details: { rule: "order" },
    });
    const why = await it.node.system.tasks.why({ ...on, action: "task.receive" });
    expect(why).toMatchObject({
      rule: "has_subtasks",
      remedy: [{ subtaskId: compare?.id }, { subtaskId: order?.id }],
    });
    await it.node.system.subtasks.complete({ ...on, subtaskId: compare?.id as string });
    const last = await it.node.system.subtasks.complete({ ...on, subtaskId: order?.id as string });
    expect(last.task.state).toBe("received");
  });

  test("set due dates relative to the approval", async () => {
    const { task, subtasks } = await it.paid(1000);
    const [order, compare] = subtasks;
    const later = Date.parse(order?.dueAt as string) - Date.parse(task.decision?.at as string);
    expect(later).toBe((3 * 24 + 1) * 3_600_000);
    expect(compare?.dueAt).toBeNull();
  });

  test("leave their name and version on the task, even if they change later", async () => {
    const { task } = await it.paid(1000);
    expect(task.template).toEqual({ name: "large", version: 1 });
    expect((await it.paid(5)).task.template).toEqual({ name: "small", version: 1 });
    const newer = purchaseNode(storage, runtime, 2);
    const on = { boardId: it.boardId, taskId: task.id };
    expect((await newer.as({ userId: "finance" }).tasks.get(on)).task.template).toEqual({
      name: "large",
      version: 1,
    });
    const {
      task: { id: taskId },
    } = await newer.as({ userId: "staff" }).tasks.create({
      boardId: it.boardId,
      type: "purchase",
      title: "A thing",
      data: { price: 1000 },
    });
    await decide(newer.as({ userId: "manager" }), "agree", { boardId: it.boardId, taskId });
    const paid = await decide(newer.as({ userId: "finance" }), "pay", {
      boardId: it.boardId,
      taskId,
    });
    expect(paid.task.template).toEqual({ name: "large", version: 2 });
  });
});

describe("an app's own operation", () => {
  test("has its own permission, event and record, and is called like any other", async () => {
    const { boardId, as } = it;
    const { task } = await it.paid(1000);
    const on = { boardId, taskId: task.id };
    const heard: string[] = [];
    it.node.on("task.nudged", ({ data }) => heard.push((data.nudge as { words: string }).words));
    const nudge = await as("staff").tasks.nudge({ ...on, words: "Please" });
    expect(nudge).toMatchObject({ words: "Please" });
    expect(heard).toEqual(["Please"]);
    const { records } = await storage.list("nudges", {
      index: "task",
      equals: { taskId: task.id },
      limit: 10,
    });
    expect(records).toMatchObject([
      { id: nudge.id, version: nudge.version, fields: { by: "staff", words: "Please" } },
    ]);
    await expect(as("manager").tasks.nudge(on)).rejects.toMatchObject({ code: "forbidden" });
    const key = "nudge-once-0001";
    const both = await Promise.all([
      as("finance").tasks.nudge(on, { key }),
      as("finance").tasks.nudge(on, { key }),
    ]);
    expect(both[0]).toEqual(both[1]);
  });

  test("hides the task from users who may not see it, without code of its own", async () => {
    const { boardId, as } = it;
    const { task } = await it.paid(5);
    const on = { boardId, taskId: task.id };
    const absent = { boardId, taskId: "no-such-task" };
    const told = (input: typeof on) =>
      as("clerk1")
        .tasks.nudge(input)
        .catch((error: unknown) => JSON.stringify(error));
    expect(await told(on)).toBe(await told(absent));
  });
});
