import { expect, test } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Ref, Storage } from "../../src/storage/storage.ts";
import { startPurchase } from "./purchase.ts";

test("a delegate who is named while a repeated attempt opens a step is asked to vote in it", async () => {
  const inner = memoryStorage();
  let isVoting = false;
  let isTried = false;
  let meanwhile: (() => Promise<unknown>) | undefined;
  const storage: Storage = {
    ...inner,
    async get(refs: readonly Ref[], key) {
      const found = await inner.get(refs, key);
      if (isVoting && refs.some(({ collection }) => collection === "delegations")) {
        const change = meanwhile;
        meanwhile = undefined;
        await change?.();
      }
      return found;
    },
    async commit(commit) {
      if (!isVoting || !commit.events.some(({ type }) => type === "approval.voted"))
        return inner.commit(commit);
      // Only the first attempt fails for another reason. The second one reads the delegations.
      const isFirst = !isTried;
      isTried = true;
      return isFirst ? { status: "conflict" } : inner.commit(commit);
    },
  };
  const { approve, away, told, steps, runtime } = await startPurchase({ storage });
  meanwhile = async () => {
    isVoting = false;
    await away("fin", ["dee"]);
    for (let i = 0; i < 50; i++) await runtime.advance(100);
  };
  isVoting = true;
  await approve("max");
  expect(meanwhile).toBeUndefined();
  expect(await steps()).toContain("check open");
  for (let i = 0; i < 50; i++) await runtime.advance(100);
  expect(await told("dee")).toContainEqual(expect.stringContaining("approval.requested"));
});
