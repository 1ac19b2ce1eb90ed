import { createClient } from "@taskwire/client";
import { expect, onTestFinished, test, vi } from "vitest";
import { boardId, roomId } from "../src/dealer.ts";
import { logIn, requestsTo, runServer, type SendRequest } from "./support/server.ts";

/** The series of `/metrics` by their names and labels. */
async function scrape(request: SendRequest, headers = {}): Promise<Map<string, number>> {
  const { status, body } = await request("/metrics", { headers });
  expect(status).toBe(200);
  const lines: string[] = body.split("\n").filter((line: string) => /^[a-z]/.test(line));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** A client over WebSocket, signed in as a demo person. */
async function clientOf(url: string, login: string) {
  const { body } = await logIn(requestsTo(url), login);
  const client = createClient({
    url: `${url.replace("http", "ws")}/taskwire`,
    token: () => body.accessToken,
  });
  onTestFinished(() => client.close());
  return client;
}

test("the metrics agree with what people did over WebSocket", async () => {
  const { url, request } = await runServer();
  const before = await scrape(request);
  const [dao, lek] = [await clientOf(url, "dao"), await clientOf(url, "lek")];
  for (let i = 0; i < 7; i++)
    await lek.call("messages.post", { boardId, roomId, text: `Hello ${i}` });
  for (let i = 0; i < 3; i++)
    await expect(
      lek.call("tasks.approve", { boardId, taskId: "none", version: 1 }),
    ).rejects.toMatchObject({ code: "not_found" });
  await dao.call("boards.list", {});
  const during = await scrape(request);
  const grown = (series: string) => (during.get(series) ?? 0) - (before.get(series) ?? 0);
  expect({
    posted: grown('taskwire_calls_total{operation="messages.post",outcome="ok"}'),
    timed: grown('taskwire_call_duration_seconds_count{operation="messages.post"}'),
    missed: grown('taskwire_calls_total{operation="tasks.approve",outcome="not_found"}'),
    opened: grown("taskwire_connections_opened_total"),
    open: during.get('taskwire_connections{state="open"}'),
  }).toEqual({ posted: 7, timed: 7, missed: 3, opened: 2, open: 2 });
  expect(grown("taskwire_charged_calls_total")).toBeGreaterThanOrEqual(13);
  await dao.close();
  const none = 'taskwire_connections_closed_total{code="none"}';
  await expect
    .poll(async () => ((await scrape(request)).get(none) ?? 0) - (before.get(none) ?? 0))
    .toBe(1);
});

test("/metrics is for programs on this machine, or for those with the token", async () => {
  const proxied = { "X-Forwarded-For": "192.0.2.7" };
  const local = await runServer();
  expect((await local.request("/metrics", { headers: proxied })).status).toBe(404);
  const metricsToken = "a token of the test";
  const { request } = await runServer({ metricsToken });
  expect((await request("/metrics")).status).toBe(404);
  const headers = { ...proxied, Authorization: `Bearer ${metricsToken}` };
  expect((await scrape(request, headers)).get("taskwire_storage_up")).toBe(1);
});

test("in production, each call is a line of the log, and no line has a word of a message", async () => {
  const written = vi.spyOn(console, "log").mockImplementation(() => {});
  onTestFinished(() => written.mockRestore());
  const { url, people } = await runServer({
    isProduction: true,
    origins: ["https://tasks.example"],
  });
  const word = "quixotryzephyr";
  await people.add({ login: "ploy", name: "Ploy", role: "ADMIN", password: "a long password" });
  const { body } = await logIn(requestsTo(url), "ploy", "a long password");
  const answer = await requestsTo(url)(`/api/boards/${boardId}/rooms/${roomId}/messages`, {
    token: body.accessToken,
    body: { text: `${word} ${word}` },
    headers: { "Idempotency-Key": "a-key-of-the-test" },
  });
  expect(answer.status).toBe(200);
  const lines = written.mock.calls.map(([line]) => String(line));
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({
      operation: "messages.post",
      outcome: "ok",
      ids: { boardId, roomId },
    }),
  );
  expect(lines.filter((line) => line.includes(word))).toEqual([]);
});
