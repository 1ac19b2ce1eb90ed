import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { boardId } from "../src/dealer.ts";
import { createOutbox, readOutbox } from "../src/outbox.ts";
import { filesIn } from "../src/settings.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { logIn, runServer, seededDirectory } from "./support/server.ts";

const event = (id: string) => ({
  data: {
    notification: { id, userId: "dao", reason: "mention", about: "message:m", excerpt: "Hello" },
  },
});

test("writes a notification once, even if its event is delivered again or a crash cut a line short", async () => {
  const file = join(temporaryDirectory(), "outbox.jsonl");
  const write = createOutbox(file);
  for (const id of ["a", "a", "b"]) await write(event(id));
  appendFileSync(file, '{"id":"c","to":"d');
  appendFileSync(file, "\n");
  const again = createOutbox(file);
  for (const id of ["a", "b", "c"]) await again(event(id));
  expect(readOutbox(file).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("writes a person's notification to the outbox", async () => {
  const files = filesIn(await seededDirectory());
  const { request } = await runServer({ files });
  const { accessToken: token } = (await logIn(request, "lek")).body;
  const before = readOutbox(files.outbox).length;
  const data = { customer: "Somchai", vehicle: "Toyota Yaris", tradeIn: false };
  const task = { type: "vehicle_sale", title: "Sell the blue one", data };
  const created = await request(`/api/boards/${boardId}/tasks`, {
    method: "POST",
    body: task,
    token,
  });
  expect(created.status).toBe(200);
  const written = () => readOutbox(files.outbox).slice(before);
  await expect.poll(written).toContainEqual(
    expect.objectContaining({
      reason: "approval.requested",
      about: `task:${created.body.task.id}`,
    }),
  );
});
