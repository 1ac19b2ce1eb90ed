import { expect, test } from "vitest";
import { boardId } from "../src/dealer.ts";
import { readOutbox } from "../src/outbox.ts";
import { filesIn } from "../src/settings.ts";
import { failedOutbox } from "./support/failed-outbox.ts";
import { logIn, runServer, seededDirectory } from "./support/server.ts";

test("shows connections and failed reactions only to ADMIN", async () => {
  const { request } = await runServer();
  const { body: lek } = await logIn(request, "lek");
  const { body: dao } = await logIn(request, "dao");
  for (const token of [undefined, "none"])
    expect((await request("/admin", token ? { token } : {})).status).toBe(401);
  expect((await request("/admin", { token: lek.accessToken })).status).toBe(403);
  const retry = { body: { id: "x" }, token: lek.accessToken };
  expect((await request("/admin/retry", retry)).status).toBe(403);
  const { status, body } = await request("/admin", { token: dao.accessToken });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    connections: [],
    connectionCount: 0,
    failed: [],
    hasMoreFailed: false,
  });
  expect(body.diagram).toContain("pending --> approved: approve");
  const missing = { body: { id: "x" }, token: dao.accessToken };
  expect((await request("/admin/retry", missing)).status).toBe(404);
});

test("a failed reaction is listed, and runs after a retry", async () => {
  const files = filesIn(await seededDirectory());
  const { request } = await runServer({ files });
  const { body: dao } = await logIn(request, "dao");
  const { body: lek } = await logIn(request, "lek");
  const mend = await failedOutbox(files, () =>
    request(`/api/boards/${boardId}/tasks`, {
      body: {
        type: "vehicle_sale",
        title: "Mazda 2",
        data: { customer: "Khun Wipa", vehicle: "Mazda 2", tradeIn: false },
      },
      token: lek.accessToken,
    }),
  );
  const list = async () => (await request("/admin", { token: dao.accessToken })).body.failed;
  const [failed] = await list();
  expect(failed).toMatchObject({
    reaction: "outbox",
    error: "Error (EISDIR)",
    event: { type: "notification.created" },
  });
  mend();
  for (const { id } of await list())
    expect((await request("/admin/retry", { body: { id }, token: dao.accessToken })).status).toBe(
      204,
    );
  await expect.poll(() => readOutbox(files.outbox).length).toBeGreaterThan(0);
  await expect.poll(list).toEqual([]);
});
