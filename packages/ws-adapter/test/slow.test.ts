import { once } from "node:events";
import { closeCodes } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import { closed, prepare, TestServer } from "./server.ts";

const chunk = "x".repeat(64 * 1024);

const received = (client: WebSocket, count: number): Promise<void> => {
  let left = count;
  return new Promise((resolve) => client.on("message", () => --left === 0 && resolve()));
};

test("a client that reads nothing is closed with 4001 at the limit, and all others get everything", async () => {
  await using server = await TestServer.start({ limits: { bufferedBytes: 256 * 1024 } });
  const slow = await server.openClient();
  const others = [await server.openClient(), await server.openClient()];
  slow.pause();
  const slowLink = server.sessions.at(0).link;
  let isEnded = false;
  const ended = new Promise<void>((resolve) => {
    server.sessions.onEnded = ({ link }) => {
      if (link !== slowLink) return;
      isEnded = true;
      resolve();
    };
  });
  let most = 0;
  let sent = 0;
  const counts = others.map(() => 0);
  for (const [index, client] of others.entries()) {
    client.on("message", () => {
      counts[index] = (counts[index] ?? 0) + 1;
    });
  }
  // The system's own buffers take some MB before the first byte waits here.
  while (!isEnded) {
    const frame = prepare(chunk);
    for (const { link } of server.sessions.connected) link.send(frame);
    sent++;
    most = Math.max(most, slowLink.buffered());
    await Promise.all(server.sessions.connected.slice(1).map(({ link }) => link.drained(0)));
    await new Promise(setImmediate);
  }
  await ended;
  // A close frame waits behind unread data, so only cutting the socket ends the connection.
  expect(most).toBeLessThanOrEqual(256 * 1024 + 200);
  while (counts.some((count) => count < sent))
    await once(others[counts.findIndex((count) => count < sent)] as WebSocket, "message");
  expect(counts).toEqual([sent, sent]);
});

test("a client that reads again after falling behind gets 4001, and its end is observed as slow", async () => {
  await using server = await TestServer.start({ limits: { bufferedBytes: 256 * 1024 } });
  const client = await server.openClient();
  client.pause();
  const other = await server.openClient();
  const connected = server.sessions.at(0);
  const { link } = connected;
  while (link.buffered() < 128 * 1024) {
    link.send(prepare(chunk));
    await new Promise(setImmediate);
  }
  for (let count = 0; count < 8; count++) link.send(prepare(chunk));
  const end = closed(client);
  client.resume();
  expect(await end).toEqual({ code: 4001, reason: "Too much data is waiting to be read" });
  const others = server.sessions.at(1);
  const ended = new Promise<void>((resolve) => {
    server.sessions.onEnded = (one) => one === others && resolve();
  });
  other.close();
  await ended;
  expect([connected.endCode, others.endCode]).toEqual([closeCodes.slow, undefined]);
});

test("a socket that takes nothing for stalledMs while bytes wait is closed", async () => {
  await using server = await TestServer.start({
    limits: { bufferedBytes: 2 ** 30, stalledMs: 90 },
  });
  const stalled = await server.openClient();
  const idle = await server.openClient();
  stalled.pause();
  const { link } = server.sessions.at(0);
  while (link.buffered() === 0) {
    link.send(prepare(chunk));
    await new Promise(setImmediate);
  }
  const ended = new Promise<unknown>((resolve) => {
    server.sessions.onEnded = ({ link }) => resolve(link);
  });
  expect(await ended).toBe(link);
  expect(idle.readyState).toBe(idle.OPEN);
});

test("one frame larger than the limit reaches a client that keeps up", async () => {
  await using server = await TestServer.start({ limits: { bufferedBytes: 1024 } });
  const client = await server.openClient();
  const got = received(client, 1);
  server.sessions.at(0).link.send(chunk);
  await got;
});

test("many frames in one turn do not count against a client that keeps up", async () => {
  await using server = await TestServer.start({ limits: { bufferedBytes: 128 * 1024 } });
  const client = await server.openClient();
  const got = received(client, 20);
  for (let count = 0; count < 20; count++) server.sessions.at(0).link.send("x".repeat(10_000));
  await got;
});

test("drained waits until the client has taken the waiting bytes", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient();
  const { link } = server.sessions.at(0);
  await link.drained(0);
  client.pause();
  while (link.buffered() === 0) {
    link.send(prepare(chunk));
    await new Promise(setImmediate);
  }
  let isDrained = false;
  const drained = link.drained(0).then(() => {
    isDrained = true;
  });
  await link.drained(2 ** 30);
  expect(isDrained).toBe(false);
  client.resume();
  await drained;
  expect(link.buffered()).toBe(0);
});

test("drained resolves when the connection ends", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient();
  const { link } = server.sessions.at(0);
  client.pause();
  while (link.buffered() === 0) {
    link.send(prepare(chunk));
    await new Promise(setImmediate);
  }
  const drained = link.drained(0);
  client.terminate();
  await drained;
});
