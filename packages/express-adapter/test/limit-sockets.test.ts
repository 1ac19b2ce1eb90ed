import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { limitSockets } from "../src/index.ts";

const request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

async function listen(server: Server = createServer(), host = "127.0.0.1") {
  let handled = 0;
  limitSockets(server, (_request, response) => void response.end(`${++handled}`), {
    perAddress: 2,
  });
  server.listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return {
    /** Opens a connection that the server has accepted. */
    async open(localAddress = "127.0.0.1", to = "127.0.0.1") {
      const accepted = once(server, "connection");
      const socket = connect({ port, host: to, ...(to.includes(":") ? {} : { localAddress }) });
      socket.on("error", () => {});
      sockets.push(socket);
      const [serverSide] = (await accepted) as [Socket];
      sockets.push(serverSide);
      return { socket, serverSide };
    },
    port,
    handled: () => handled,
  };
}

async function answerOn(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (data) => {
    text += data;
  });
  socket.write(request);
  await once(socket, "close");
  return text;
}

test("a third connection of an address gets 429 with Retry-After, and others their answer (H14)", async () => {
  const server = await listen();
  const first = await server.open();
  await server.open();
  const refused = await answerOn((await server.open()).socket);
  expect(refused).toMatch(/^HTTP\/1\.1 429 /);
  expect(refused).toContain("Retry-After: 5");
  expect(refused).toContain("urn:taskwire:problem:rate_limited");
  expect(await answerOn((await server.open("127.0.0.2")).socket)).toMatch(/^HTTP\/1\.1 200 /);
  expect(server.handled()).toBe(1);
  // When a connection has ended, its place is free.
  first.socket.destroy();
  await once(first.serverSide, "close");
  expect(await answerOn((await server.open()).socket)).toMatch(/^HTTP\/1\.1 200 /);
});

test("connections beyond twice the limit are cut, and silent ones beyond the limit soon after (H14)", async () => {
  const server = await listen();
  const opened = [];
  for (let i = 0; i < 4; i++) opened.push(await server.open());
  for (let i = 0; i < 5; i++) {
    const { socket } = await server.open();
    await once(socket, "close");
  }
  await Promise.all(opened.slice(2).map(({ socket }) => once(socket, "close")));
  expect(opened.map(({ socket }) => socket.destroyed)).toEqual([false, false, true, true]);
});

test("addresses of IPv6 are counted by their first 64 bits, and IPv4 ones by themselves (H14)", async () => {
  const server = createServer();
  limitSockets(server, () => {}, { perAddress: 1 });
  const [listener] = server.listeners("connection").slice(-1);
  const isCut = (remoteAddress: string, remotePort: number) => {
    let isDestroyed = false;
    const destroy = () => {
      isDestroyed = true;
    };
    listener?.({ remoteAddress, remotePort, once() {}, destroy });
    return isDestroyed;
  };
  expect(["2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:1:ffff::3"].map(isCut)).toEqual([
    false,
    false,
    true,
  ]);
  expect(isCut("2001:db8:0:2::1", 1)).toBe(false);
  expect(["::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"].map(isCut)).toEqual([false, false, true]);
});

test("a connection that became a WebSocket is not counted any more", async () => {
  const server = createServer().on("upgrade", (_request, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
  });
  const { open } = await listen(server);
  for (let i = 0; i < 2; i++) {
    const { socket } = await open();
    socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    await once(socket, "data");
  }
  expect(await answerOn((await open()).socket)).toMatch(/^HTTP\/1\.1 200 /);
});

test("an upgrade that nobody takes is cut, also after an adapter was closed (H14)", async () => {
  const { open } = await listen();
  const { socket } = await open();
  const closed = once(socket, "close");
  socket.write("GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  socket.resume();
  await closed;
});

test("with TLS, connections are counted and refused in the same way (H14)", async () => {
  const make = ["req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=x"];
  const pem = execFileSync("openssl", [...make, "-keyout", "-"], { stdio: "pipe" }).toString();
  const { port, open } = await listen(createSecureServer({ key: pem, cert: pem }) as never);
  await open();
  await open();
  const socket = connectSecurely({ port, host: "127.0.0.1", rejectUnauthorized: false });
  await once(socket, "secureConnect");
  expect(await answerOn(socket)).toMatch(/^HTTP\/1\.1 429 /);
});
