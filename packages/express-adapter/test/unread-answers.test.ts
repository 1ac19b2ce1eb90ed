import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { defaultLimits } from "@taskwire/core";
import express from "express";
import { expect, test } from "vitest";
import { expressAdapter } from "../src/index.ts";
import { authenticate, TestServer } from "./server.ts";

test("for a person who doesn't read no further answers are made, and the connections end (H1)", async () => {
  let made = 0;
  await using real = await TestServer.start();
  const router = expressAdapter({
    authenticate,
    taskwire: {
      operations: real.taskwire.operations,
      sessions: {
        limits: { ...defaultLimits, callBurst: 1_000, stalledMs: 100 },
        strangers: real.taskwire.sessions.strangers,
        reportTokenError() {},
      },
      admit: () => ({
        call: async () => {
          made++;
          return JSON.stringify({ id: "b", version: 1, text: "x".repeat(256 * 1024) });
        },
      }),
      ready: async () => true,
    },
  });
  const server = createServer(express().use("/api", router)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const request =
    "GET /api/boards/b1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-of-ada\r\n\r\n";
  const sockets = [];
  for (let i = 0; i < 8; i++) {
    const accepted = once(server, "connection");
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {}).pause();
    socket.write(request.repeat(50));
    const [theirs] = await accepted;
    sockets.push({ socket, closed: once(theirs, "close") });
  }
  await Promise.all(sockets.map(({ closed }) => closed));
  // The system's own buffers took some MB of each connection.
  expect(made).toBeLessThan(8 * 40);
  for (const { socket } of sockets) socket.destroy();
  const before = made;
  const headers = { Authorization: "Bearer token-of-ada" };
  const response = await fetch(`http://127.0.0.1:${port}/api/boards/b1`, { headers });
  expect((await response.text()).length).toBeGreaterThan(256 * 1024);
  expect(made).toBe(before + 1);
  server.close();
});

test("a person who reads gets all answers of parallel calls", async () => {
  await using server = await TestServer.start();
  const { json } = await server.ask("POST /boards", { body: { name: "Sales" } });
  const asked = Array.from({ length: 30 }, () => server.ask(`GET /boards/${json.id}`));
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 200));
});

test("40 pipelined requests on one socket are answered in order, and Node warns of no leak", async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error) => warnings.push(warning);
  process.on("warning", warned);
  await using server = await TestServer.start({ core: { limits: { callBurst: 100 } } });
  const { json } = await server.ask("POST /boards", { body: { name: "Sales" } });
  const socket = connect(server.port, "127.0.0.1");
  const request = `GET /api/boards/${json.id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-of-ada\r\n`;
  socket.write(`${request}\r\n`.repeat(39));
  socket.write(`${request}Connection: close\r\n\r\n`);
  let text = "";
  for await (const piece of socket) text += piece;
  expect(text.match(/HTTP\/1\.1 200 OK/g)?.length).toBe(40);
  // Node tells of a warning in the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", warned);
  expect(warnings).toEqual([]);
});
