import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, Socket } from "node:net";
import { defaultLimits, TaskwireError } from "@taskwire/core";
import express from "express";
import { expect, test } from "vitest";
import { expressAdapter } from "../src/index.ts";
import { SocketEnds } from "../src/socket-ends.ts";
import { authenticate, TestServer } from "./server.ts";

const { answerBytes, bufferedBytes } = defaultLimits;
/** The queries of one person that are answered at a time. */
const places = bufferedBytes / answerBytes;
const request = (path: string) =>
  `GET /api${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-of-ada\r\n\r\n`;

test("requests that end while their token is checked take no space and are not run (H1)", async () => {
  const calls: string[] = [];
  const check = Promise.withResolvers<void>();
  const checking = new Steps();
  await using server = await Listening.start(
    async (name) => {
      calls.push(name);
      if (name === "users.me") return "{}";
      throw new TaskwireError("not_found", "There is no such board.");
    },
    async (token) => {
      checking.add();
      await check.promise;
      return authenticate(token);
    },
  );
  for (let i = 1; i <= places + 1; i++) {
    const { socket, closed } = await server.send(request("/boards/absent"));
    await checking.reach(i);
    socket.resetAndDestroy();
    await closed;
  }
  check.resolve();
  expect(await server.statusOf("/me")).toBe(200);
  expect(calls).toEqual(["users.me"]);
});

test("a query that fails leaves its space, although an answer before it is being made", async () => {
  const held = Promise.withResolvers<string>();
  const failed = new Steps();
  await using server = await Listening.start(async (name) => {
    if (name === "users.me") return "{}";
    if (name === "boards.list") return held.promise;
    failed.add();
    throw new TaskwireError("not_found", "There is no such board.");
  });
  const { socket } = await server.send(
    request("/boards") + request("/boards/absent").repeat(places - 1),
  );
  await failed.reach(places - 1);
  expect(await server.statusOf("/me")).toBe(200);
  held.resolve("{}");
  socket.destroy();
});

test("the space of an answer whose connection has ended becomes free only once", async () => {
  const asked = new Steps();
  const running = new Steps();
  const held: (() => void)[] = [];
  await using server = await Listening.start(
    async () => {
      const { promise, resolve } = Promise.withResolvers<string>();
      held.push(() => resolve("{}"));
      running.add();
      return promise;
    },
    async (token) => {
      asked.add();
      return authenticate(token);
    },
  );
  const first = [];
  for (let i = 1; i <= places; i++) {
    first.push(await server.send(request("/me")));
    await running.reach(i);
  }
  // All but one end, and then their calls are done.
  for (const { socket, closed } of first.slice(1)) {
    socket.resetAndDestroy();
    await closed;
  }
  for (const release of held.splice(1)) release();
  const more = Array.from({ length: places }, () => server.statusOf("/me"));
  await asked.reach(2 * places);
  await running.reach(2 * places - 1);
  await new Promise((resolve) => setImmediate(resolve));
  // The first request still has its place, so one of the others waits.
  expect(held.length).toBe(places);
  for (const release of held.splice(0)) release();
  await running.reach(2 * places);
  for (const release of held) release();
  expect(await Promise.all(more)).toEqual(more.map(() => 200));
});

test("a function for a socket that has ended already is called at once", () => {
  const socket = new Socket().destroy();
  let called = 0;
  new SocketEnds().once(socket, () => called++);
  expect(called).toBe(1);
});

/** Counts what has happened, and waits for it. */
class Steps {
  #count = 0;
  #wake = () => {};

  add(): void {
    this.#count++;
    this.#wake();
  }

  async reach(count: number): Promise<void> {
    while (this.#count < count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}

/** The REST routes on a real port. The test makes the answers. */
class Listening implements AsyncDisposable {
  readonly #real: TestServer;
  readonly #server: Server;

  private constructor(real: TestServer, server: Server) {
    this.#real = real;
    this.#server = server;
  }

  static async start(
    call: (name: string) => Promise<string>,
    check = authenticate,
  ): Promise<Listening> {
    const real = await TestServer.start();
    const { operations, sessions } = real.taskwire;
    const router = expressAdapter({
      authenticate: check,
      taskwire: { operations, sessions, admit: () => ({ call }), ready: async () => true },
    });
    const server = createServer(express().use("/api", router)).listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Listening(real, server);
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Writes to a new connection. `closed` is when the server knows that it has ended. */
  async send(text: string) {
    const accepted = once(this.#server, "connection");
    const socket = connect(this.#port, "127.0.0.1");
    socket.on("error", () => {}).write(text);
    const [theirs] = (await accepted) as [Socket];
    return { socket, closed: new Promise((resolve) => theirs.once("close", resolve)) };
  }

  async statusOf(path: string): Promise<number> {
    const headers = { Authorization: "Bearer token-of-ada" };
    const response = await fetch(`http://127.0.0.1:${this.#port}/api${path}`, { headers });
    await response.text();
    return response.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#real[Symbol.asyncDispose]();
  }
}
