import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type Client, createClient } from "@taskwire/client";
import { createTaskwire } from "@taskwire/core";
import { postgresStorage } from "@taskwire/postgres-storage";
import { expect, onTestFinished, test } from "vitest";
import { startRedis } from "../../../packages/redis-transport/test/redis-server.ts";
import { freePort } from "../../../test/support/free-port.ts";
import { PostgresServer } from "../../../test/support/postgres-server.ts";
import { type Child, runFile } from "../../server/test/support/child.ts";
import { tokenFor } from "../src/tokens.ts";
import { Nginx } from "./nginx.ts";

const secret = "a secret that both servers have, for this test only";

async function openTaskwire(url: string) {
  const taskwire = createTaskwire({ storage: postgresStorage(url) });
  await taskwire.open();
  return taskwire;
}

type Taskwire = Awaited<ReturnType<typeof openTaskwire>>;

/** People, a board and a room, written before the servers start. */
async function makeRoom(url: string, people: readonly string[]) {
  const taskwire = await openTaskwire(url);
  for (const id of people) await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
  const [first = "", ...others] = people;
  const owner = taskwire.as({ userId: first });
  const { id: boardId } = await owner.boards.create({ name: "Sales" });
  for (const userId of others) await owner.members.add({ boardId, userId });
  const { id: roomId } = await owner.rooms.create({
    boardId,
    name: "Showroom",
    memberIds: [...others],
  });
  await taskwire.close();
  return { boardId, roomId };
}

test("two servers behind nginx are restarted one after the other under load: no acknowledged command is lost or done twice, and clients see a reconnect at most", {
  timeout: 300_000,
}, async () => {
  const services = new AsyncDisposableStack();
  onTestFinished(() => services.disposeAsync());
  const postgres = services.use(await PostgresServer.start());
  const redis = services.use(await startRedis());
  const people = ["dao", "lek", "nok", "som"];
  const on = await makeRoom(postgres.url, people);
  const ports = [await freePort(), await freePort()];
  const nginx = services.use(await Nginx.before(ports));
  const start = async (port: number): Promise<Child> => {
    const settings = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, SECRET: secret };
    const main = new URL("../src/main.ts", import.meta.url);
    const child = runFile(main, [], {
      ...settings,
      ORIGIN: "https://app.example",
      PORT: String(port),
    });
    await child.printed(/listening/);
    return child;
  };
  const servers = await Promise.all(ports.map(start));

  // Each person writes over WebSocket, one text after the other, and over REST as well.
  let isOver = false;
  const acknowledged: string[] = [];
  const failures: unknown[] = [];
  const statuses = new Set<string>();
  const clients: Client[] = [];
  const write = async (userId: string) => {
    const client = createClient({
      url: `${nginx.url.replace("http", "ws")}/taskwire`,
      token: () => tokenFor(userId, secret),
    });
    clients.push(client);
    client.onStatus((status) => void statuses.add(status));
    for (let i = 0; !isOver; i++) {
      const text = `${userId} ${i}`;
      await client.call("messages.post", { ...on, text });
      acknowledged.push(text);
    }
  };
  const writeOverRest = async (userId: string) => {
    for (let i = 0; !isOver; i++) {
      const text = `${userId} over REST ${i}`;
      const request = {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Authorization: `Bearer ${tokenFor(userId, secret)}`,
          "Idempotency-Key": randomUUID(),
        },
        body: JSON.stringify({ text }),
      };
      const send = () =>
        fetch(`${nginx.url}/api/boards/${on.boardId}/rooms/${on.roomId}/messages`, request);
      let response = await send();
      // The person also writes over WebSocket, from the same budget: the same request again, when it says.
      while (response.status === 429) {
        await sleep(Number(response.headers.get("Retry-After")) * 1_000);
        response = await send();
      }
      if (response.ok) acknowledged.push(text);
      else failures.push(`${response.status} ${await response.text()}`);
    }
  };
  const follower = createClient<Taskwire>({
    url: `${nginx.url.replace("http", "ws")}/taskwire`,
    token: () => tokenFor("dao", secret),
  });
  clients.push(follower);
  const seen: string[] = [];
  const { cursor } = await follower.rooms.open(on);
  let reloads = 0;
  follower.subscribe(
    `room:${on.roomId}`,
    {
      onEvents: (events) => {
        for (const event of events)
          if (event.type === "message.posted") seen.push(event.data.message?.text ?? "");
      },
      onReload: () => void reloads++,
      onEnd: (error) => void failures.push(error),
    },
    cursor,
  );
  const writing = Promise.all([...people.map(write), writeOverRest("nok")]);

  const health = `fetch("http://127.0.0.1:" + process.env.PORT + "/api/health").then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`;
  for (const [i, port] of ports.entries()) {
    const before = acknowledged.length;
    await expect.poll(() => acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(before + 50);
    servers[i]?.kill("SIGTERM");
    expect(await servers[i]?.ended).toBe(0);
    servers[i] = await start(port);
    const env = { ...process.env, PORT: String(port) };
    await promisify(execFile)(process.execPath, ["-e", health], { env });
  }
  const before = acknowledged.length;
  await expect.poll(() => acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(before + 50);
  isOver = true;
  await writing;

  // All that was acknowledged is there, once, in the database and at the follower.
  const reader = await openTaskwire(postgres.url);
  const stored: string[] = [];
  let after: string | undefined;
  do {
    const page = await reader
      .as({ userId: "dao" })
      .rooms.history({ ...on, ...(after && { before: after }) });
    stored.push(...page.messages.map(({ text }) => text));
    after = page.next ?? undefined;
  } while (after);
  await reader.close();
  expect(new Set(stored).size).toBe(stored.length);
  expect(acknowledged.filter((text) => !stored.includes(text))).toEqual([]);
  await expect.poll(() => seen.length, { timeout: 30_000 }).toBe(stored.length);
  expect([...seen].sort()).toEqual([...stored].sort());
  expect({ failures, reloads }).toEqual({ failures: [], reloads: 0 });
  expect([...statuses].filter((status) => status === "signed out")).toEqual([]);
  expect(clients.filter(({ closed }) => closed)).toEqual([]);
  console.log(`${acknowledged.length} acknowledged, ${stored.length} stored`);
  for (const client of clients) client.close();
});
