import { expect, inject, test } from "vitest";
import { cutEverywhere } from "./postgres/cut.ts";
import { killBackends, killPostmaster } from "./postgres/kill.ts";
import { PostgresServer } from "./support/postgres-server.ts";

const url = async () => (await fetch(inject("postgres"))).text();

test("a connection that is cut after every single byte around a commit", {
  timeout: 30 * 60_000,
}, async () => {
  const { problems, counts } = await cutEverywhere(await url(), 1);
  console.log(counts);
  expect(problems).toEqual([]);
});

test("backends that are killed under load 500 times lose nothing and double nothing", {
  timeout: 60 * 60_000,
}, async () => {
  const { problems, acknowledged, slowest } = await killBackends(await url(), 500);
  console.log({ acknowledged, slowest });
  expect(problems).toEqual([]);
  expect(slowest).toBeLessThan(5_000);
});

test("a server that is killed under load 500 times loses nothing and doubles nothing", {
  timeout: 60 * 60_000,
}, async () => {
  await using server = await PostgresServer.start();
  const { problems, acknowledged, slowest } = await killPostmaster(server, 500);
  console.log({ acknowledged, slowest });
  expect(problems).toEqual([]);
  expect(slowest).toBeLessThan(5_000);
});
