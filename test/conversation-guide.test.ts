import { afterEach, beforeEach, expect, test } from "vitest";
import { startApp } from "./conversation/app.ts";
import { examplesOf } from "./conversation/examples.ts";

let app: Awaited<ReturnType<typeof startApp>>;

beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

test("the guide's code runs unchanged against a real server", async () => {
  const { boardId, roomId, taskId, as } = app;
  const run = examplesOf("docs/conversation.md", ["client", "boardId", "roomId", "taskId", "draw"]);
  const drawn: unknown[][] = [];
  const resolved = new Promise((resolve) => app.taskwire.on("comment.resolved", resolve));
  const draw = (...what: unknown[]) => void drawn.push(what);
  await run(
    { client: app.client("dao"), boardId, roomId, taskId, draw },
    (module) => import(module),
  );
  await resolved;
  const { messages } = await as("lek").rooms.history({ boardId, roomId });
  expect(messages.map(({ text }) => text)).toContain("Good morning @lek");
  const { comments } = await as("lek").comments.list({ boardId, taskId });
  expect(comments).toMatchObject([{ text: "Which plates?", resolvedBy: "dao" }]);
  expect(drawn.length).toBeGreaterThan(0);
});
