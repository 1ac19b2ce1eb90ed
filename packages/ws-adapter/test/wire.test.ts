import { once } from "node:events";
import { Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { closed, message, prepare, TestServer, upgradeRequest } from "./server.ts";

test("text frames reach the session whole and in order", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient();
  const all = new Promise<void>((resolve) => {
    server.sessions.onReceive = ({ received }) => received.length === 3 && resolve();
  });
  client.send("หนึ่ง");
  client.send("สอง".repeat(5_000), { fin: false });
  client.send("🚗", { fin: true });
  client.send("สาม");
  await all;
  expect(server.sessions.at(0).received).toEqual(["หนึ่ง", `${"สอง".repeat(5_000)}🚗`, "สาม"]);
});

test("a binary frame closes with 4400", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient();
  client.send(Buffer.from('{"type":"pong"}'));
  expect(await closed(client)).toEqual({ code: 4400, reason: "Frames are text" });
  expect(server.sessions.at(0).received).toEqual([]);
});

test("a frame of exactly the limit is accepted, and one byte more closes with 4413", async () => {
  await using server = await TestServer.start({ limits: { frameBytes: 1000 } });
  const client = await server.openClient();
  client.send("x".repeat(1000));
  client.send("x".repeat(1001));
  expect((await closed(client)).code).toBe(4413);
  expect(server.sessions.at(0).received).toEqual(["x".repeat(1000)]);
});

test("a message over the limit in fragments closes with 4413", async () => {
  await using server = await TestServer.start({ limits: { frameBytes: 1000 } });
  const client = await server.openClient();
  client.send("x".repeat(600), { fin: false });
  client.send("x".repeat(600), { fin: true });
  expect((await closed(client)).code).toBe(4413);
});

test("frames after the one that closed a connection are ignored", async () => {
  await using server = await TestServer.start();
  server.sessions.onReceive = ({ link }) => link.close(4401, "No");
  const client = await server.openClient();
  for (let count = 0; count < 10; count++) client.send(String(count));
  expect((await closed(client)).code).toBe(4401);
  expect(server.sessions.at(0).received).toEqual(["0"]);
});

/** One masked frame as a client sends it. The mask is zero, so the payload stays readable. */
const clientFrame = (firstByte: number, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([firstByte, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

test.each([
  ["bytes that are not UTF-8", clientFrame(0x81, Buffer.from([0xff, 0xfe]))],
  ["an unknown opcode", clientFrame(0x83, Buffer.alloc(0))],
  ["a reserved bit", clientFrame(0xc1, Buffer.from("{}"))],
  ["a frame without mask", Buffer.from([0x81, 0x02, 0x7b, 0x7d])],
  ["a continuation without a beginning", clientFrame(0x80, Buffer.from("x"))],
  ["a ping in fragments", clientFrame(0x09, Buffer.from("x"))],
  [
    "65 fragments of one message",
    Buffer.concat([
      clientFrame(0x01, Buffer.from("x")),
      ...Array.from({ length: 64 }, () => clientFrame(0x00, Buffer.from("x"))),
    ]),
  ],
])("%s closes with 4400", async (_case, bytes) => {
  await using server = await TestServer.start();
  const socket = await server.raw();
  socket.write(upgradeRequest());
  await once(socket, "data");
  socket.write(bytes);
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect([answer[0], answer.readUInt16BE(2)]).toEqual([0x88, 4400]);
});

test("a flood of pings ends the connection, and others don't notice", async () => {
  await using server = await TestServer.start();
  const flooding = await server.openClient();
  const other = await server.openClient();
  let pongs = 0;
  flooding.on("pong", () => {
    pongs++;
    if (flooding.readyState === flooding.OPEN) flooding.ping();
  });
  flooding.ping();
  expect(await closed(flooding)).toEqual({ code: 4400, reason: "Too many pings" });
  expect(pongs).toBeLessThanOrEqual(101);
  const arrived = message(other);
  server.sessions.at(1).link.send("still here");
  expect(await arrived).toBe("still here");
});

test("a client that pings now and then may do so forever", async () => {
  // Each sweep renews the allowance. Here sweeps and pings come every 10 ms.
  await using server = await TestServer.start({ limits: { stalledMs: 30 } });
  const client = await server.openClient();
  let pongs = 0;
  await new Promise<void>((resolve, reject) => {
    client.on("close", () => reject(new Error(`Closed after ${pongs} pings`)));
    client.on("pong", () => {
      pongs++;
      if (pongs === 250) resolve();
      else if (pongs % 50 === 0) setTimeout(() => client.ping(), 25);
      else client.ping();
    });
    client.ping();
  });
});

test("a session is told exactly once that its connection ended, whichever side ended it", async () => {
  await using server = await TestServer.start();
  for (const end of ["client", "server", "cut"] as const) {
    const ended = new Promise<void>((resolve) => {
      server.sessions.onEnded = () => resolve();
    });
    const client = await server.openClient();
    if (end === "client") client.close(1000);
    else if (end === "cut") client.terminate();
    else server.sessions.connected.at(-1)?.link.close(4003, "The token ran out");
    await ended;
  }
  expect(server.sessions.size).toBe(0);
});

test("no call on a closed link throws", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient();
  const { link } = server.sessions.at(0);
  const ended = new Promise<void>((resolve) => {
    server.sessions.onEnded = () => resolve();
  });
  link.send("before");
  link.close(4000, "reason ".repeat(100));
  link.send("after");
  link.send(prepare("after"));
  link.close(4000, "again");
  expect(await closed(client)).toEqual({ code: 4000, reason: "reason ".repeat(100).slice(0, 123) });
  await ended;
  link.send("later");
  link.send(prepare("later"));
  link.close(4000, "later");
  await link.drained(0);
  expect(link.buffered()).toBe(0);
});

test("nothing follows a close frame", async () => {
  await using server = await TestServer.start();
  const socket = await server.raw();
  socket.write(upgradeRequest());
  await once(socket, "data");
  const { link } = server.sessions.at(0);
  link.close(4000, "");
  link.send("late");
  link.send(prepare("late"));
  socket.write(clientFrame(0x88, Buffer.alloc(0)));
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  expect([...Buffer.concat(chunks)]).toEqual([0x88, 2, 4000 >> 8, 4000 & 0xff]);
});

test("a client's own close code is echoed unchanged", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient();
  client.close(1008, "mine");
  expect((await closed(client)).code).toBe(1008);
});

test("a long Thai reason is cut between letters", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient();
  server.sessions.at(0).link.close(4000, "ช้า".repeat(60));
  expect((await closed(client)).reason).toBe("ช้า".repeat(60).slice(0, 41));
});

test("frames that follow each other in one turn go to the system together, in order", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient();
  const texts: string[] = [];
  const all = new Promise<void>((resolve) => {
    client.on("message", (data) => texts.push(String(data)) === 3 && resolve());
  });
  const { link } = server.sessions.at(0);
  link.send(prepare("first"), true);
  const waiting = link.buffered();
  expect(waiting).toBeGreaterThan(0);
  link.send(prepare("last"));
  expect(link.buffered()).toBeGreaterThan(waiting);
  await new Promise(setImmediate);
  // A frame that is alone is not held back.
  link.send(prepare("alone"));
  expect(link.buffered()).toBe(0);
  await all;
  expect(texts).toEqual(["first", "last", "alone"]);
});

test("if the storage answers at once, a frame is sent together with the frame that follows it", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient();
  const { link } = server.sessions.at(0);
  const writes: number[] = [];
  const write = Socket.prototype._writev;
  const spy = vi.spyOn(Socket.prototype, "_writev").mockImplementation(function (
    this: Socket,
    chunks,
    done,
  ) {
    writes.push(chunks.length);
    return write?.call(this, chunks, done);
  });
  onTestFinished(() => spy.mockRestore());
  const received: string[] = [];
  const both = new Promise<void>((resolve) =>
    client.on("message", (data) => received.push(String(data)) === 2 && resolve()),
  );
  // The hub sends events in a turn of its own.
  setImmediate(async () => {
    link.send(prepare("the event"), true);
    for (let i = 0; i < 10; i++) await undefined;
    link.send("the count");
  });
  await both;
  expect(received).toEqual(["the event", "the count"]);
  expect(writes).toEqual([2]);
});
