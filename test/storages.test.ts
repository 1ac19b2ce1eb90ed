import { expect, test } from "vitest";
import { compare } from "./storages/compare.ts";
import { storagesIn } from "./storages/open.ts";
import { postgresUrl } from "./support/postgres-url.ts";

test("2,000 commands give the same answers, refusals, logs and records on every storage", {
  timeout: 90_000,
}, async () => {
  await using stack = new AsyncDisposableStack();
  const postgres = await postgresUrl();
  const { differences, counts } = await compare(storagesIn(stack, postgres), {
    seed: 1,
    worlds: 20,
    steps: 100,
  });
  expect(differences).toEqual([]);
  const tame = [
    "tasks.create",
    "tasks.approve",
    "subtasks.complete",
    "messages.post",
    "comments.post",
    "messages.delete",
    "invalid",
    "refused",
    "not_found",
  ];
  for (const what of tame) expect.soft(counts[what], what).toBeGreaterThan(5);
});
