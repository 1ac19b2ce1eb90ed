import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { boardId } from "../src/dealer.ts";
import { createOutbox, linesOf } from "../src/outbox.ts";
import { filesIn } from "../src/settings.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { logIn, runServer, seededDirectory } from "./support/server.ts";

const event = (id: string) => ({
  data: {
    notification: { id, userId: "dao", reason: "mention", about: "message:m", excerpt: "Hello" },
  },
});

test("a row is written once, however often its event comes, and after a crash in the middle of a line too", () => {
  const file = join(temporaryDirectory(), "outbox.jsonl");
  const write = createOutbox(file);
  for (const id of ["a", "a", "b"]) write(event(id));
  appendFileSync(file, '{"id":"c","to":"d');
  appendFileSync(file, "\n");
  const again = createOutbox(file);
  for (const id of ["a", "b", "c"]) again(event(id));
  expect(linesOf(file).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("whoever is told in the page is told outside too", async () => {
  const files = filesIn(await seededDirectory());
  const { ask } = await runServer({ files });
  const { accessToken: token } = (await logIn(ask, "lek")).body;
  const before = linesOf(files.outbox).length;
  const data = { customer: "Somchai", vehicle: "Toyota Yaris", tradeIn: false };
  const task = { type: "vehicle_sale", title: "Sell the blue one", data };
  const created = await ask(`/api/boards/${boardId}/tasks`, { method: "POST", body: task, token });
  expect(created.status).toBe(200);
  const written = () => linesOf(files.outbox).slice(before);
  await expect.poll(written).toContainEqual(
    expect.objectContaining({
      reason: "approval.requested",
      about: `task:${created.body.task.id}`,
    }),
  );
});
