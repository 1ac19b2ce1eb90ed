import { DatabaseSync } from "node:sqlite";
import type { ClientCore } from "@taskwire/client";
import {
  type Present,
  sendTyping,
  type Typist,
  watchPresence,
  watchTyping,
} from "@taskwire/client/signals";
import { afterAll, beforeAll, expect, test } from "vitest";
import { flood } from "../packages/redis-transport/test/redis-server.ts";
import type { Node } from "./redis/node.ts";
import { startWorld, type World } from "./redis/world.ts";

const topic = "board:sales";
const patience = { timeout: 30_000 };
let world: World;
const clients: ClientCore[] = [];

beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  for (const client of clients) client.close();
  await world[Symbol.asyncDispose]();
});

/** A client that follows the board, with the signals it received. */
async function follow(node: Node, userId: string) {
  const client = node.client(userId);
  clients.push(client);
  await new Promise<void>((resolve) => {
    client.subscribe(topic, { onEvents() {}, onReload() {}, onSubscribed: () => resolve() });
  });
  const seen = { present: undefined as Present | undefined, typing: [] as (readonly Typist[])[] };
  watchPresence(client, topic, (present) => {
    seen.present = present;
  });
  watchTyping(client, topic, (typists) => void seen.typing.push(typists));
  return {
    client,
    seen,
    get people() {
      return seen.present?.users?.map(({ id }) => id);
    },
  };
}

const sees = (follower: Awaited<ReturnType<typeof follow>>, ...people: string[]) =>
  expect.poll(() => follower.people, patience).toEqual(people);

/** Number of rows in each table. */
function rows(): { [table: string]: unknown } {
  using database = new DatabaseSync(world.path, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  return Object.fromEntries(
    tables.map(({ name }) => [
      name,
      database.prepare(`SELECT count(*) AS n FROM "${name}"`).get()?.n,
    ]),
  );
}

test("presence and typing go from server to server and are stored in no table", async () => {
  const { here, there } = world;
  const before = rows();
  expect(Object.values(before).filter((count) => Number(count) > 0).length).toBeGreaterThan(3);
  const dao = await follow(here, "dao");
  const [nok, tab] = [await follow(there, "nok"), await follow(there, "dao")];
  await sees(dao, "dao", "nok");
  await sees(nok, "dao", "nok");
  expect([...there.taskwire.presentIn(topic)].sort()).toEqual(["dao", "nok"]);
  sendTyping(dao.client, topic).typed();
  await expect
    .poll(() => nok.seen.typing, patience)
    .toEqual([[{ user: { id: "dao", name: "dao" }, subject: undefined }]]);
  sendTyping(nok.client, topic).typed();
  await expect
    .poll(() => dao.seen.typing, patience)
    .toEqual([[{ user: { id: "nok", name: "nok" }, subject: undefined }]]);
  // Dao's other tab got Nok's typing by now, and never Dao's own.
  expect(tab.seen.typing).toEqual([[{ user: { id: "nok", name: "nok" }, subject: undefined }]]);
  expect(rows()).toEqual(before);
  tab.client.close();
  nok.client.close();
  await sees(dao, "dao");
});

test("10,000 invalid messages on the channel do no harm", async () => {
  const { redis, here, there } = world;
  const [dao, nok] = [await follow(here, "dao"), await follow(there, "nok")];
  await sees(dao, "dao", "nok");
  const garbage = [
    "",
    "{",
    "[[[[",
    "null",
    '{"from":"x","type":"typing"}',
    `{"from":"x","type":"present","n":1e9,"people":[["a b","x"]],"asks":true}`,
    "x".repeat(10_000),
  ];
  await flood(
    redis.port,
    `taskwire:signal:${topic}`,
    10_000,
    (i) => `forger ${garbage[i % garbage.length]}`,
  );
  sendTyping(dao.client, topic).typed();
  await expect.poll(() => nok.seen.typing.length, patience).toBe(1);
  expect([dao.people, nok.people]).toEqual([
    ["dao", "nok"],
    ["dao", "nok"],
  ]);
  expect([...here.errors, ...there.errors]).toEqual([]);
  nok.client.close();
  await sees(dao, "dao");
});

test("a user who connects while Redis is away is shown soon after it is back", {
  timeout: 30_000,
}, async () => {
  const { redis, here, there } = world;
  const dao = await follow(here, "dao");
  await sees(dao, "dao");
  await redis.kill();
  const lek = await follow(there, "lek");
  await sees(lek, "lek");
  expect(dao.people).toEqual(["dao"]);
  await redis.start();
  await sees(dao, "dao", "lek");
  await sees(lek, "dao", "lek");
});
