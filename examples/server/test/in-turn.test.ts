import { once } from "node:events";
import fs from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import express from "express";
import { expect, onTestFinished, test, vi } from "vitest";
import { inTurn, maxUnanswered } from "../src/in-turn.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { runServer } from "./support/server.ts";

const requestOf = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`;

/** Opens a connection, and writes to it. Nothing reads its answers. */
function connected(port: number, text: string): Socket {
  const socket = connect(port, "127.0.0.1").pause();
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {});
  socket.write(text);
  return socket;
}

test("closes all files that pipelined requests opened when their connection ends unread", async () => {
  const directory = temporaryDirectory();
  fs.writeFileSync(join(directory, "large.bin"), Buffer.alloc(32 * 1024 * 1024));
  const opened: fs.ReadStream[] = [];
  const open = fs.createReadStream;
  const firstOpened = new Promise<void>((resolve) => {
    const spy = vi.spyOn(fs, "createReadStream").mockImplementation((...parts) => {
      const stream = open(...parts);
      opened.push(stream);
      stream.once("open", () => resolve());
      return stream;
    });
    onTestFinished(() => spy.mockRestore());
  });
  let handled = 0;
  const app = express();
  app.use((_request, _response, next) => {
    handled++;
    next();
  });
  app.use(express.static(directory));
  const server = createServer(inTurn(app)).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  let arrived = 0;
  const allArrived = new Promise<void>((resolve) => {
    server.on("request", () => {
      if (++arrived === 10) resolve();
    });
  });
  const socket = connected(
    (server.address() as AddressInfo).port,
    `${requestOf("/large.bin")}\r\n`.repeat(10),
  );
  const [served] = (await once(server, "connection")) as [Socket];
  await Promise.all([allArrived, firstOpened]);
  expect(handled).toBe(1);
  const closed = once(served, "close");
  socket.destroy();
  await closed;
  await Promise.all(opened.map((stream) => stream.closed || once(stream, "close")));
  expect({ handled, opened: opened.length }).toEqual({ handled: 1, opened: 1 });
});

test("answers pipelined requests in order, and closes a connection with too many of them", async () => {
  const { url } = await runServer();
  const port = Number(new URL(url).port);
  const paths = ["/api/health", "/nothing", "/api/health", "/docs/schemas.json", "/api/health"];
  const few = connected(port, `${paths.map(requestOf).join("\r\n")}Connection: close\r\n\r\n`);
  let text = "";
  for await (const piece of few) text += piece;
  expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
    "200",
    "404",
    "200",
    "200",
    "200",
  ]);
  const many = connected(port, `${requestOf("/docs/")}\r\n`.repeat(maxUnanswered + 1));
  let started = "";
  many
    .on("data", (piece) => {
      started += piece;
    })
    .resume();
  await once(many, "close");
  // The first answer was on its way when the last request arrived.
  expect(started.match(/HTTP\/1\.1 200/g)?.length ?? 0).toBeLessThanOrEqual(1);
});
