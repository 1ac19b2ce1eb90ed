import { expect, test } from "vitest";
import { compare } from "./storages/compare.ts";
import { storagesIn } from "./storages/open.ts";
import { postgresUrl } from "./support/postgres-url.ts";

const first = Math.floor(Math.random() * 1_000_000);

test(`50,000 commands have the same results on every storage, from seed ${first}`, {
  timeout: 60 * 60_000,
}, async () => {
  const postgres = await postgresUrl();
  for (let seed = first; seed < first + 10; seed++) {
    await using stack = new AsyncDisposableStack();
    const { differences } = await compare(storagesIn(stack, postgres), {
      seed,
      worlds: 20,
      steps: 250,
    });
    expect(differences).toEqual([]);
  }
});
