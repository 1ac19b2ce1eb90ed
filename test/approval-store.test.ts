import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ClientRuntime, createClient } from "@taskwire/client";
import { approvalStore } from "@taskwire/client/approval";
import { createTaskwire } from "@taskwire/core";
import { wsAdapter } from "@taskwire/ws-adapter";
import { expect, onTestFinished, test } from "vitest";
import {
  type Person,
  people,
  purchaseWith,
  rolesFor,
  spend,
} from "../packages/core/test/approvals/purchase.ts";
import { startApp, until } from "./conversation/app.ts";

/** A server with a purchase of Ann, and clients of the people of the office. */
async function startOffice(approval: Parameters<typeof purchaseWith>[0] = spend, amount = 500) {
  const workflow = purchaseWith(approval);
  const taskwire = createTaskwire({ workflow, roles: rolesFor(workflow) });
  await taskwire.open();
  const server = createServer();
  const authenticate = (userId: string) => Promise.resolve({ userId });
  const adapter = wsAdapter({ taskwire, server, origins: [], authenticate });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/taskwire`;
  const { system } = taskwire;
  const { id: boardId } = await system.boards.create({ name: "Purchases" });
  for (const [id, role] of Object.entries(people)) {
    await system.users.put({ id, name: id, role });
    await system.members.add({ boardId, userId: id });
  }
  const as = (userId: Person) => taskwire.as({ userId });
  const data = { amount, supplier: "Acme", managerId: "max" };
  const asked = { boardId, type: "purchase", title: "A printer", data } as const;
  const { task } = await as("ann").tasks.create(asked);
  const on = { boardId, taskId: task.id };
  onTestFinished(async () => {
    await adapter.close({ deadlineMs: 0 });
    server.close();
    await taskwire.close();
  });
  return {
    system,
    as,
    on,
    seen: { ...on, version: task.version },
    storeOf(userId: Person, runtime?: ClientRuntime) {
      const client = createClient({ url, token: () => userId, ...(runtime && { runtime }) });
      onTestFinished(() => client.close());
      const store = approvalStore(client, on);
      /** Waits until the approval is as expected. */
      const shown = async (isSo: (steps: ReturnType<typeof stepsOf>) => boolean = () => true) => {
        const { approval } = await until(
          store,
          (at) => at.approval !== undefined && isSo(stepsOf(at.approval)),
        );
        if (!approval) throw new Error("It has an approval.");
        return { ...approval, at: stepsOf(approval) };
      };
      return { store, shown };
    },
  };
}

type Approval = NonNullable<
  ReturnType<ReturnType<typeof approvalStore>["getSnapshot"]>["approval"]
>;

const stepsOf = ({ steps }: Approval) =>
  Object.fromEntries(steps.map((step) => [step.name, step])) as {
    readonly [name in "line" | "check" | "board"]: Approval["steps"][number];
  };

test("an approval says who is asked, who has voted and whose turn it is, live", async () => {
  const { as, seen, storeOf } = await startOffice();
  const fay = storeOf("fay");
  const before = await fay.shown();
  expect(before).toMatchObject({ name: "spend", round: 1, maxRounds: null, isRunning: true });
  expect(before.steps.map(({ name, state, after, asked }) => [name, state, after, asked])).toEqual([
    ["line", "open", [], ["max"]],
    ["check", "waiting", ["line"], []],
    ["board", "waiting", ["check"], []],
  ]);
  expect(before.myTurn).toEqual([]);
  expect(before.at.check.groups).toEqual([
    { name: "legal", required: 1, given: 0 },
    { name: "finance", required: 2, given: 0 },
  ]);
  expect(before.at.board.groups).toMatchObject([{ required: "all", given: 0 }]);

  await as("max").tasks.approve(seen);
  const open = await fay.shown(({ check }) => check.state === "open");
  expect(open.at.line).toMatchObject({ state: "passed", asked: [], votes: [{ seat: "max" }] });
  expect([...open.at.check.asked].sort()).toEqual(["fay", "fin", "flo", "lea", "leo"]);
  expect(open.myTurn).toEqual(["check"]);

  await as("fay").tasks.approve(seen);
  const voted = await fay.shown(({ check }) => check.mine !== undefined);
  expect(voted.at.check.mine).toMatchObject({ seat: "fay", vote: "for" });
  expect(voted.at.check.groups).toMatchObject([{ given: 0 }, { given: 1 }]);
  expect(voted.at.check.asked).not.toContain("fay");
  expect(voted.myTurn).toEqual([]);

  for (const userId of ["lea", "fin"] as const) await as(userId).tasks.approve(seen);
  const decided = await fay.shown(({ board }) => board.state === "skipped");
  expect(decided).toMatchObject({ isRunning: false, myTurn: [] });
  expect(decided.at.check).toMatchObject({ state: "passed", asked: [], available: {} });
});

test("each step says what I can do there, and the server refuses the rest for the same reason", async () => {
  const { as, seen, storeOf } = await startOffice();
  await as("max").tasks.approve(seen);
  const allowed: string[] = [];
  for (const userId of ["ann", "max", "fay", "dan", "cho"] as const) {
    const { at } = await storeOf(userId).shown(({ check }) => check.state === "open");
    for (const step of ["line", "check", "board"] as const)
      for (const action of ["approve", "reject", "revise", "force"] as const) {
        const verdict = at[step].available[`task.${action}`];
        if (verdict?.allowed === true) allowed.push(`${userId} ${action} ${step}`);
        if (verdict?.allowed !== false) continue;
        const vote = { ...seen, reason: "Because", ...(action !== "force" && { step }) };
        const refused = await as(userId)
          .tasks[action](vote as never)
          .catch((error) => error);
        expect(refused.details, `${userId}: ${action} ${step}`).toMatchObject({
          rule: verdict.rule,
        });
      }
  }
  expect(allowed).toEqual([
    "fay approve check",
    "fay reject check",
    "fay revise check",
    // An override is about no step.
    ...["line", "check", "board"].map((step) => `cho force ${step}`),
  ]);
  const chief = await storeOf("cho").shown();
  expect(chief.at.check.available["task.addVoter"]).toMatchObject({ allowed: true });
  expect(chief.at.line.available["task.addVoter"]).toBeUndefined();
  expect(chief.at.check.available["task.extend"]).toBeUndefined();
  const ann = await storeOf("ann").shown();
  expect(ann.at.check.available["task.addVoter"]).toMatchObject({ rule: "own_task" });
});

test("the people who are asked change with the members and their roles, and a stall has its reason", async () => {
  const { system, as, on, seen, storeOf } = await startOffice();
  const { shown } = storeOf("ann");
  await as("max").tasks.approve(seen);
  await shown(({ check }) => check.asked.length === 5);
  await system.users.put({ id: "flo", name: "flo", role: "LEGAL" });
  await system.members.remove({ boardId: on.boardId, userId: "fin" });
  const { at } = await shown(({ check }) => check.stalled !== null);
  expect(at.check.stalled).toBe("unreachable");
  expect([...at.check.asked].sort()).toEqual(["fay", "flo", "lea", "leo"]);
  // This changes nothing of the task.
  await system.users.put({ id: "leo", name: "leo", role: "STAFF" });
  await shown(({ check }) => check.asked.length === 3);
});

test("a step is late from its deadline on, without any event, on a clock that is two hours wrong", async () => {
  const line = { ...spend.steps.line, deadline: { after: { hours: 1 } } };
  const { storeOf } = await startOffice({ steps: { ...spend.steps, line } });
  let wrongMs = 2 * 3_600_000;
  const alarms: (() => void)[] = [];
  const runtime: ClientRuntime = {
    now: () => Date.now() + wrongMs,
    random: () => 0.5,
    id: () => crypto.randomUUID(),
    timer(ms, run) {
      // Nobody waits for the deadline.
      if (ms > 3_000_000) alarms.push(run);
      const timer = setTimeout(run, Math.min(ms, 1_000_000));
      return () => clearTimeout(timer);
    },
  };
  const { shown } = storeOf("max", runtime);
  expect((await shown()).at.line).toMatchObject({ isLate: false, state: "open" });
  wrongMs += 3_600_000;
  alarms.at(-1)?.();
  expect((await shown(({ line }) => line.isLate)).at.line.isOverdue).toBe(false);
});

test("a task without an approval is ready without one", async () => {
  const app = await startApp();
  onTestFinished(() => app.close());
  const store = approvalStore(app.client("nok"), app);
  expect(await until(store, ({ status }) => status === "ready")).toEqual({ status: "ready" });
});

test("the approval of a task that is deleted is gone", async () => {
  const { system, on, storeOf } = await startOffice();
  const { store } = storeOf("max");
  await until(store, ({ status }) => status === "ready");
  await system.tasks.delete(on);
  const after = await until(store, ({ status }) => status === "gone");
  expect(after).toMatchObject({ approval: undefined, error: { code: "not_found" } });
});
