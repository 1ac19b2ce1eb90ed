import { expect, test } from "vitest";
import { closed, refusal, TestServer } from "./server.ts";

test("close tells every client to reconnect, refuses new connections, and resolves when all are gone", async () => {
  await using server = await TestServer.start();
  const clients = await Promise.all([server.openClient(), server.openClient()]);
  const ends = Promise.all(clients.map(closed));
  const closing = server.adapter.close({ deadlineMs: 50 });
  expect(await refusal(server.client())).toMatchObject({ status: 503, retryAfter: "5" });
  expect(await ends).toEqual(clients.map(() => ({ code: 4000, reason: '{"retryAfterMs":10}' })));
  await closing;
  expect([server.sessions.closedWith, server.sessions.size]).toEqual([50, 0]);
  expect(server.server.listenerCount("upgrade")).toBe(0);
});

test("close cuts clients that don't answer", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient();
  client.pause();
  await Promise.all([server.adapter.close({ deadlineMs: 0 }), server.adapter.close()]);
  expect(server.sessions.size).toBe(0);
});

test("closing a server without clients takes no time, and closing twice is the same as once", async () => {
  await using server = await TestServer.start();
  await server.adapter.close();
  await server.adapter.close();
  expect(server.server.listenerCount("upgrade")).toBe(0);
});
