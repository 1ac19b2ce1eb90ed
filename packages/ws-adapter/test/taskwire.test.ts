import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTaskwire, TaskwireError } from "@taskwire/core";
import { subprotocol } from "@taskwire/core/protocol";
import { expect, test } from "vitest";
import { type ClientOptions, WebSocket } from "ws";
import { wsAdapter } from "../src/index.ts";
import { closed } from "./server.ts";

interface Message {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A whole node behind the adapter, instead of the fake sessions of the other tests. */
async function startNode() {
  const taskwire = createTaskwire({ limits: { authenticationMs: 500 } });
  await taskwire.open();
  for (const id of ["dao", "mali"])
    await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
  await taskwire.system.boards.create({ id: "sales", name: "Sales · ฝ่ายขาย" });
  for (const userId of ["dao", "mali"])
    await taskwire.system.members.add({ boardId: "sales", userId });
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const adapter = wsAdapter({
    taskwire,
    server,
    origins: "same-origin",
    authenticate: async (token) => {
      if (token === "forged") throw new TaskwireError("unauthenticated", "This token is forged.");
      return { userId: token };
    },
  });
  const clients: WebSocket[] = [];
  return {
    adapter,
    connect(options: ClientOptions = {}) {
      const { port } = server.address() as AddressInfo;
      const client = new WebSocket(`ws://127.0.0.1:${port}/taskwire`, [subprotocol], options).on(
        "error",
        () => {},
      );
      clients.push(client);
      const waiting: {
        isWanted: (message: Message) => boolean;
        resolve: (message: Message) => void;
      }[] = [];
      const unread: Message[] = [];
      client.on("message", (data) => {
        const message = JSON.parse(String(data)) as Message;
        const index = waiting.findIndex(({ isWanted }) => isWanted(message));
        if (index < 0) unread.push(message);
        else waiting.splice(index, 1)[0]?.resolve(message);
      });
      return {
        client,
        send: (message: Message) => client.send(JSON.stringify(message)),
        /** The first message of a type that was not taken yet. */
        next(type: string): Promise<Message> {
          const isWanted = (message: Message): boolean => message.type === type;
          const index = unread.findIndex(isWanted);
          if (index >= 0) return Promise.resolve(unread.splice(index, 1)[0] as Message);
          return new Promise((resolve) => waiting.push({ isWanted, resolve }));
        },
      };
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.terminate();
      await adapter.close({ deadlineMs: 0 });
      await new Promise((resolve) => server.close(resolve));
      await taskwire.close();
    },
  };
}

test("a token in the first frame opens a session, and a command reaches users who follow the board", async () => {
  await using node = await startNode();
  const mali = node.connect();
  await once(mali.client, "open");
  mali.send({ type: "authenticate", token: "mali" });
  expect((await mali.next("welcome")).user).toMatchObject({ id: "mali" });
  mali.send({ type: "subscribe", topic: "board:sales" });
  await mali.next("subscribed");

  const dao = node.connect({ headers: { Authorization: "Bearer dao" } });
  await dao.next("welcome");
  const title = "ลงทะเบียนรถยนต์ 🚗";
  dao.send({ type: "call", id: 1, operation: "tasks.create", input: { boardId: "sales", title } });
  expect(await dao.next("result")).toMatchObject({
    id: 1,
    result: { task: { title, state: "pending" } },
  });
  expect(await mali.next("events")).toMatchObject({
    events: [{ type: "task.created", data: { task: { title } } }],
  });
});

test("a forged token closes with 4401, in the frame and in the header", async () => {
  await using node = await startNode();
  const framed = node.connect();
  await once(framed.client, "open");
  framed.send({ type: "authenticate", token: "forged" });
  const inHeader = node.connect({ headers: { Authorization: "Bearer forged" } });
  const ends = await Promise.all([framed, inHeader].map(({ client }) => closed(client)));
  expect(ends).toEqual([4401, 4401].map((code) => ({ code, reason: "This token is forged." })));
});

test("a client that sends nothing is closed with 4005", async () => {
  await using node = await startNode();
  expect((await closed(node.connect().client)).code).toBe(4005);
});

test("frames that are not JSON, not a message or not of this protocol are refused or close, and the server lives", async () => {
  await using node = await startNode();
  for (const frame of [
    "",
    "{",
    "null",
    "[]",
    '{"type":"toString"}',
    '{"__proto__":{"type":"authenticate"}}',
  ]) {
    const { client } = node.connect();
    await once(client, "open");
    client.send(frame);
    expect((await closed(client)).code).toBeGreaterThanOrEqual(4400);
  }
  await node.connect({ headers: { Authorization: "Bearer dao" } }).next("welcome");
});

test("on close every client is told to reconnect, each at another moment", async () => {
  await using node = await startNode();
  const people = await Promise.all(
    ["dao", "mali", "dao", "mali"].map(async (token) => {
      const person = node.connect({ headers: { Authorization: `Bearer ${token}` } });
      await person.next("welcome");
      return person;
    }),
  );
  const ends = Promise.all(people.map(({ client }) => closed(client)));
  await node.adapter.close({ deadlineMs: 100 });
  const told = (await ends).map(({ code, reason }) => ({ code, ...JSON.parse(reason) }));
  expect(told.map(({ code }) => code)).toEqual([4000, 4000, 4000, 4000]);
  expect(new Set(told.map(({ retryAfterMs }) => retryAfterMs)).size).toBeGreaterThan(1);
});
