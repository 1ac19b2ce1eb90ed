import { randomUUID } from "node:crypto";
import { createTaskwire, memoryStorage, type Observer } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { fakeRuntime } from "@taskwire/core/testing";
import { postgresStorage } from "@taskwire/postgres-storage";
import { expect, onTestFinished, test } from "vitest";
import { postgresUrl } from "./support/postgres-url.ts";

const links = { url: "https://app.example/vote" };
const dayMs = 24 * 3_600_000;

const use = ({ token, code, version }: { token: string; code: string; version: number }) => ({
  ...{ token, code, version },
});

/** An office in which Lek asks and Dao decides, on one or more nodes. */
async function startOffice(storages: readonly Storage[], more: object = {}) {
  const nodes = storages.map((storage) => createTaskwire({ storage, links, ...more }));
  for (const node of nodes) {
    await node.open();
    onTestFinished(() => node.close());
  }
  const [first] = nodes as [(typeof nodes)[number]];
  const { users, boards, members } = first.system;
  await users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  await users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
  const { id: boardId } = await boards.create({ name: "Sales" });
  for (const userId of ["dao", "lek"]) await members.add({ boardId, userId });
  const { task } = await first.as({ userId: "lek" }).tasks.create({ boardId, title: "Sell" });
  const on = { boardId, taskId: task.id };
  const mail = async () => {
    const how = {
      mode: "bearer" as const,
      confirm: "code" as const,
      actions: ["approve", "reject"],
    };
    const { url, code = "" } = await first.system.links.make({ ...on, userId: "dao", ...how });
    const { version } = (await first.system.tasks.get(on)).task;
    const wrong = code === "007" ? "008" : "007";
    return { token: url.split("#")[1] ?? "", code, wrong, version };
  };
  return { nodes, first, on, mail };
}

test("a link decides in a workflow of one click, as its person", async () => {
  const { first, on, mail } = await startOffice([memoryStorage()]);
  const { token, code, version } = await mail();
  const show = async () => {
    const answer = await first.system.links.show({ token, code });
    if (answer.outcome !== "shown") throw new Error(answer.outcome);
    return answer.link;
  };
  const link = await show();
  expect(link).toMatchObject({ step: null, name: "Dao", title: "Sell", changed: [] });
  expect(link.actions.map(({ name, vote, reason }) => [name, vote, reason])).toEqual([
    ["approve", null, "optional"],
    ["reject", null, "required"],
  ]);
  await first.as({ userId: "lek" }).tasks.edit({ ...on, title: "Sell two" });
  const edited = await show();
  expect(edited).toMatchObject({ title: "Sell two", changed: ["title"], actions: [] });
  const late = first.system.links.use({ token, code, version, action: "approve" });
  await expect(late).rejects.toMatchObject({ code: "refused", details: { rule: "content" } });
  const again = await mail();
  await first.system.links.use({ ...use(again), action: "approve" });
  const { task } = await first.system.tasks.get(on);
  expect(task).toMatchObject({ state: "approved", decision: { by: "dao" } });
});

test("the token and the code are in no commit, no observation, no refusal and no error", async () => {
  const written: string[] = [];
  const keep = (...all: unknown[]) => void written.push(JSON.stringify(all));
  const memory = memoryStorage();
  const storage: Storage = {
    ...memory,
    commit(commit) {
      keep(commit);
      return memory.commit(commit);
    },
  };
  const observers: Observer[] = [{ observed: keep }];
  const { first, on, mail } = await startOffice([storage], { observers, onError: keep });
  first.onRefused(keep);
  const secrets: string[] = [];
  const made = { key: "the-same-key" };
  const input = { ...on, userId: "dao", actions: ["approve"] };
  const urls = [
    await first.system.links.make(input, made),
    await first.system.links.make(input, made),
  ];
  secrets.push(...urls.map(({ url }) => url.split("#")[1] ?? ""));
  // A repeat can't be answered as the first call, because the address is not stored. It makes the link again.
  expect(new Set(secrets).size).toBe(2);
  await first
    .as({ userId: "lek" })
    .links.show({ token: secrets[0] ?? "" })
    .catch(keep);
  const { token, code, wrong, version } = await mail();
  await first.system.links.use({ token, code: wrong, version, action: "approve" });
  await first
    .as({ userId: "lek" })
    .links.use({ token, code: wrong, version, action: "no" })
    .catch(keep);
  await first.system.links.use({ token, code, version, action: "approve" });
  secrets.push(token);
  for (const secret of secrets) expect(written.filter((one) => one.includes(secret))).toEqual([]);
  const words = written.filter((one) => one.includes(`"${code}"`) || one.includes(`"${wrong}"`));
  expect(words).toEqual([]);
  expect(written.length).toBeGreaterThan(10);
});

test("G2: a disabled person is told what is wrong with the input first, as everybody is", async () => {
  const { first, mail } = await startOffice([memoryStorage()]);
  const { token, code, version } = await mail();
  await first.system.users.put({ id: "dao", name: "Dao", role: "ADMIN", disabled: true });
  const asDao = (operation: string, input: object) => first.call("dao", operation, input);
  for (const operation of ["links.show", "links.use"]) {
    await expect(asDao(operation, { code: "[]" })).rejects.toMatchObject({ code: "invalid" });
    const input = { token, code, ...(operation === "links.use" && { version, action: "approve" }) };
    await expect(asDao(operation, input)).rejects.toMatchObject({ code: "forbidden" });
  }
});

test("a link ends after three days, and is deleted some days later", async () => {
  const clock = fakeRuntime();
  // The clock jumps: otherwise the timers of many days would run.
  let jumped = 0;
  const runtime = { ...clock, now: () => clock.now() + jumped };
  const { first, mail } = await startOffice([memoryStorage()], { runtime });
  const { token, code } = await mail();
  const links = async () => {
    const found: unknown[] = [];
    for await (const { collection, record } of first.users.export("dao"))
      if (collection === "links") found.push(record);
    return found;
  };
  const show = () => first.system.links.show({ token, code });
  jumped = 3 * dayMs - 1;
  expect(await show()).toMatchObject({ link: { title: "Sell" } });
  jumped += 1;
  const dead = expect(show()).rejects.toMatchObject({ code: "not_found" });
  await clock.advance(1_000);
  await dead;
  jumped += 6 * dayMs;
  // Old data is deleted within an hour after the start, and then every day.
  await clock.advance(dayMs / 24);
  expect(await links()).toHaveLength(1);
  jumped += dayMs;
  await clock.advance(dayMs);
  expect(await links()).toEqual([]);
});

test("strangers with unknown links don't wait for each other, and are no refusals", async () => {
  const runtime = fakeRuntime();
  const { first } = await startOffice([memoryStorage()], { runtime });
  const refused: unknown[] = [];
  first.onRefused((one) => void refused.push(one));
  const calls = Array.from({ length: 5 }, (_, i) =>
    first.admitStranger("192.0.2.1").call("links.show", { token: `unknown ${i}` }),
  );
  const answers = Promise.allSettled(calls);
  await runtime.advance(100);
  expect((await answers).map(({ status }) => status)).toEqual(Array(5).fill("rejected"));
  expect(refused).toEqual([]);
});

test("two servers count wrong codes together, and take one vote", async () => {
  const schema = `links_${randomUUID().replaceAll("-", "")}`;
  const url = await postgresUrl();
  const { nodes, first, on, mail } = await startOffice(
    [1, 2].map(() => postgresStorage({ url, schema })),
  );
  const onBoth = (count: number, input: { token: string; code: string; version: number }) =>
    Promise.allSettled(
      Array.from({ length: count }, (_, i) =>
        nodes[i % 2]?.system.links.use({ ...input, action: "approve" }),
      ),
    );
  const guessed = await mail();
  const guesses = await onBoth(16, { ...use(guessed), code: guessed.wrong });
  const counted = guesses.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  expect(
    counted.map((one) => (one?.outcome === "wrong_code" ? one.left : "a vote")).sort(),
  ).toEqual([0, 1, 2, 3, 4]);
  await expect(
    nodes[1]?.system.links.use({ ...use(guessed), action: "approve" }),
  ).rejects.toMatchObject({ code: "not_found" });
  const clicks = await onBoth(8, use(await mail()));
  const answers = clicks.map((one) => JSON.stringify(one.status === "fulfilled" ? one.value : one));
  expect(new Set(answers).size).toBe(1);
  expect((await first.system.tasks.get(on)).task.decisions).toHaveLength(1);
});
