import { expect, test } from "vitest";
import { cutEverywhere } from "./postgres/cut.ts";
import { killBackends, killPostmaster } from "./postgres/kill.ts";
import { PostgresServer } from "./support/postgres-server.ts";
import { postgresUrl } from "./support/postgres-url.ts";

test("a connection cut after any byte of a commit leaves one effect or none", {
  timeout: 30 * 60_000,
}, async () => {
  const { problems, counts } = await cutEverywhere(await postgresUrl(), 1);
  console.log(counts);
  expect(problems).toEqual([]);
});

test("killing the backends 500 times under load loses and doubles no commit", {
  timeout: 60 * 60_000,
}, async () => {
  const { problems, acknowledged, slowest } = await killBackends(await postgresUrl(), 500);
  console.log({ acknowledged, slowest });
  expect(problems).toEqual([]);
  expect(slowest).toBeLessThan(5_000);
});

test("killing the server 500 times under load loses and doubles no commit", {
  timeout: 60 * 60_000,
}, async () => {
  await using server = await PostgresServer.start();
  const { problems, acknowledged, slowest } = await killPostmaster(server, 500);
  console.log({ acknowledged, slowest });
  expect(problems).toEqual([]);
  expect(slowest).toBeLessThan(5_000);
});
