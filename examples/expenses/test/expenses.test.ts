import { expect, onTestFinished, test } from "vitest";
import { runFile } from "../../server/test/support/child.ts";
import { temporaryDirectory } from "../../server/test/support/directory.ts";
import { boardId } from "../src/expenses.ts";
import { startExpenses } from "./support/run-expenses.ts";

test("the first start has a request in each state that an approval can have", async () => {
  const { taskwire, idOf, close } = await startExpenses();
  onTestFinished(close);
  const has = async () => {
    const { tasks } = await taskwire.system.tasks.list({ boardId });
    return tasks.map(({ title, state, approval }) => {
      const steps = ["line", "check", "director"].map((name) => {
        const one = approval?.steps[name];
        return `${name} ${one?.stalled ?? (one?.overdue ? "overdue" : one?.state)}`;
      });
      return `${title.split(" — ")[0]}: ${state}, ${steps.join(", ")}`;
    });
  };
  const open = "line open, check waiting, director waiting";
  const wanted = [
    "Delivery van: asked, line passed, check passed, director overdue",
    "Design software: asked, line passed, check open, director waiting",
    "Language course: asked, line nobody, check waiting, director waiting",
    "Office chairs: buying, line passed, check passed, director skipped",
    `Printer: asked, ${open}`,
    "Three laptops: returned, line passed, check ended, director ended",
    "Trade fair stand: lapsed, line overdue, check ended, director ended",
    `Train tickets: asked, ${open}`,
    "เลี้ยงทีม: paid, line passed, check passed, director skipped",
    "โดรนถ่ายภาพ: denied, line ended, check ended, director ended",
  ];
  // The server takes the actions of the deadlines that have passed.
  await expect.poll(async () => (await has()).sort(), { timeout: 60_000 }).toEqual(wanted);

  const { tasks } = await taskwire.as({ userId: idOf("nok") }).tasks.list({ boardId });
  const printer = tasks.find(({ title }) => title.startsWith("Printer"));
  const on = { boardId, taskId: printer?.id ?? "", version: printer?.version ?? 0 };
  const { task } = await taskwire
    .as({ userId: idOf("nok") })
    .tasks.approve({ ...on, for: idOf("ton") });
  expect(task.approval?.votes).toMatchObject([{ seat: idOf("ton"), castBy: idOf("nok") }]);
}, 120_000);

test("npm run expenses prints the people, and what to try first", async () => {
  const server = runFile(new URL("../src/main.ts", import.meta.url), [], {
    PORT: "0",
    DATA_DIR: temporaryDirectory(),
  });
  await server.printed(/ton +MANAGER +Ton ต้น/);
  await server.printed(/nok +votes for the law department, and for Ton, who is away/);
  server.kill("SIGTERM");
  expect(await server.ended).toBe(0);
}, 60_000);
