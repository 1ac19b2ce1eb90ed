import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { encodeTextFrame } from "../src/frame.ts";
import { message, prepare, TestServer } from "./server.ts";

const thai = "ตรวจสอบข้อมูลลูกค้า · ลงทะเบียนรถยนต์ 🚗 ";
const texts = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]
  .map((size) => "x".repeat(size))
  .concat(
    thai,
    thai.repeat(3),
    thai.repeat(3_000),
    "ก".repeat(32 * 1024),
    "ก".repeat(32 * 1024 + 1),
  );

test("a frame has exactly the bytes that ws would send", async () => {
  const server = new WebSocketServer({ port: 0, perMessageDeflate: false });
  await once(server, "listening");
  const { connect } = await import("node:net");
  const socket = connect((server.address() as { port: number }).port, "127.0.0.1");
  socket.write(
    "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
  );
  const [peer] = await once(server, "connection");
  for (const text of texts) peer.send(text);
  const expected = Buffer.concat(texts.map(encodeTextFrame));
  let got = Buffer.alloc(0);
  for await (const chunk of socket) {
    got = Buffer.concat([got, chunk]);
    const head = got.indexOf("\r\n\r\n") + 4;
    if (got.length - head < expected.length) continue;
    expect(got.subarray(head).equals(expected)).toBe(true);
    break;
  }
  peer.terminate();
  await new Promise((resolve) => server.close(resolve));
});

test("texts of every length, also Thai, arrive unchanged, sent alone or shared", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient();
  const { link } = server.sessions.at(0);
  for (const text of texts) {
    for (const frame of [text, prepare(text)]) {
      const arrived = message(client);
      link.send(frame);
      expect(await arrived).toBe(text);
    }
  }
});

test("a prepared frame is encoded once, and its bytes go to every socket", async () => {
  await using server = await TestServer.start();
  const clients = await Promise.all(Array.from({ length: 5 }, () => server.openClient()));
  const frame = prepare(thai);
  const arrived = Promise.all(clients.map(message));
  let bytes: Uint8Array | undefined;
  for (const { link } of server.sessions.connected) {
    link.send(frame);
    bytes ??= frame.bytes;
    expect(frame.bytes).toBe(bytes);
  }
  expect(await arrived).toEqual(clients.map(() => thai));
});

test("frames and prepared frames arrive in the order in which they were sent", async () => {
  await using server = await TestServer.start();
  const client = await server.openClient();
  const got: string[] = [];
  const { link } = server.sessions.at(0);
  const done = new Promise<void>((resolve) => {
    client.on("message", (data) => {
      if (got.push(String(data)) === 100) resolve();
    });
  });
  const sent = Array.from({ length: 100 }, (_, index) => String(index));
  for (const text of sent) link.send(Number(text) % 3 === 0 ? prepare(text) : text);
  await done;
  expect(got).toEqual(sent);
});
