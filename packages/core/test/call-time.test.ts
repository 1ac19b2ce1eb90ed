import { expect, test } from "vitest";
import { z } from "zod";
import { command, query } from "../src/engine/operation/definition.ts";
import { defineRoles } from "../src/policy/roles.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { approvalWorkflow } from "../src/workflow/approval.ts";

const never = () => new Promise<never>(() => {});
const shape = { input: z.strictObject({ boardId: z.string() }), output: z.object({}) };

/** Operations of an app that wait for a system that never answers. */
const operations = {
  "reports.make": query({
    name: "reports.make",
    target: "board",
    permission: "member",
    summary: "Make a report.",
    route: { method: "GET", path: "/boards/:boardId/report" },
    ...shape,
    run: never,
  }),
  "reports.send": command({
    name: "reports.send",
    target: "board",
    permission: "member",
    summary: "Send a report.",
    route: { method: "POST", path: "/boards/:boardId/report" },
    ...shape,
    run: never,
  }),
};

async function start() {
  const runtime = fakeRuntime();
  const errors: Error[] = [];
  const roles = defineRoles({ workflow: approvalWorkflow, roles: { LEAD: { "task.read": true } } });
  const taskwire = createTaskwire({
    runtime,
    roles,
    operations,
    limits: { callMs: 10_000 },
    onError: (error) => errors.push(error as Error),
  });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  await taskwire.system.users.put({ id: "lek", name: "Lek", role: "LEAD" });
  await taskwire.system.members.add({ boardId, userId: "lek" });
  const call = (operation: string, input: object = { boardId }) =>
    taskwire.admit("lek").call(operation, input);
  return { taskwire, runtime, errors, boardId, call };
}

test("a query that never ends fails after `callMs`, and the person's next query is answered", async () => {
  const { taskwire, runtime, errors, boardId, call } = await start();
  const report = expect(call("reports.make")).rejects.toMatchObject({
    code: "unavailable",
    details: { retryAfterMs: 5_000 },
  });
  const me = call("users.me", {});
  await runtime.advance(10_000);
  await report;
  expect(JSON.parse(await me)).toMatchObject({ id: "lek" });
  expect(errors.map(({ message }) => message)).toEqual([
    `reports.make (boardId "${boardId}") of lek has not ended within 10000 ms (limits.callMs).`,
  ]);
  await taskwire.close();
  expect(runtime.timers).toBe(0);
});

test("a command that never ends fails with `unknown_outcome`, because it may still be committed", async () => {
  const { taskwire, runtime, call } = await start();
  const sent = expect(call("reports.send")).rejects.toMatchObject({ code: "unknown_outcome" });
  await runtime.advance(10_000);
  await sent;
  await taskwire.close();
});

test("calls in process have no time limit", async () => {
  const { taskwire, runtime, errors, boardId } = await start();
  let isOver = false;
  void taskwire
    .as({ userId: "lek" })
    .reports.make({ boardId })
    .finally(() => {
      isOver = true;
    });
  await runtime.advance(60_000);
  expect(isOver).toBe(false);
  expect(errors).toEqual([]);
  await taskwire.close();
});
