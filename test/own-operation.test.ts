import { join } from "node:path";
import { createClient } from "@taskwire/client";
import { boardStore } from "@taskwire/client/board";
import { createTaskwire } from "@taskwire/core";
import { query } from "@taskwire/core/operations";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { startApp } from "./conversation/app.ts";
import { blocksOf } from "./docs/blocks.ts";
import { appWith } from "./support/app.ts";

/** Starts the app of core's README, which adds the operation `tasks.nudge` and an own collection. */
async function startReadmeApp() {
  const blocks = blocksOf("packages/core/README.md").map(({ code }) => code);
  const code = blocks.find((block) => block.includes('name: "tasks.nudge"')) ?? "";
  const { taskwire } = await import(join(appWith({ "app.ts": code }), "app.ts"));
  const app = await startApp(taskwire);
  onTestFinished(() => app.close());
  return app;
}

test("after the README's own operation on a task, the version that a store shows still approves it (E1)", async () => {
  const { as, taskwire, client, boardId, taskId } = await startReadmeApp();
  const nok = client("nok");
  const store = boardStore(nok, boardId);
  store.subscribe(() => {});
  const types: string[] = [];
  store.onEvents((events) => types.push(...events.map(({ type }) => type)));
  await vi.waitUntil(() => store.getSnapshot().status === "ready" && nok.status === "live", 30_000);
  const { task } = await as("lek").tasks.get({ boardId, taskId });

  const input = { boardId, taskId, note: "Please decide." };
  await taskwire.call("lek", "tasks.nudge", input);
  await vi.waitUntil(() => types.length > 0, 30_000);
  expect(types).toEqual(["task.nudged"]);
  const [shown] = store.getSnapshot().tasks;
  expect(shown?.version).toBe(task.version);
  await expect(
    nok.call("tasks.approve", { boardId, taskId, version: shown?.version }),
  ).resolves.toMatchObject({ task: { state: "approved" } });
});

test("an operation whose noun is a name of the client is refused at the start, for each of its names", () => {
  const client = createClient({ url: "ws://127.0.0.1:1", token: () => "dao" });
  const names = Reflect.ownKeys(client).map(String);
  expect(names).toContain("subscribe");
  for (const noun of names) {
    const name = `${noun}.get` as const;
    const operation = query({
      name,
      target: "app",
      permission: "anyone",
      summary: "Never called.",
      route: { method: "GET", path: "/never" },
      input: z.strictObject({}),
      output: z.null(),
      run: () => null,
    });
    expect(() => createTaskwire({ operations: { [name]: operation } }), noun).toThrow(
      "is a property of every client",
    );
  }
});
