import { expect, test } from "vitest";
import { failure } from "../support/conversation.ts";
import { type Body, day, fails, hour, minute, second, secrets, startSending } from "./sending.ts";

const other = "whsec_AfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

test("a webhook gets each event of a board in order, with its place in the log", async () => {
  const { put, ask, bodies, got, advance, boardId, runtime, node } = await startSending();
  await ask("Before");
  await runtime.advance(second);
  await put();
  await runtime.advance(second);
  await ask("A");
  await ask("B");
  await runtime.settle();
  expect(bodies()).toMatchObject([
    {
      type: "task.created",
      topic: `board:${boardId}`,
      previous: 0,
      data: { task: { title: "A" } },
    },
    { type: "task.created", data: { task: { title: "B" } } },
  ]);
  const [a, b] = bodies();
  expect(b?.previous).toBe(a?.number);
  expect(b?.number).toBe((a?.number ?? 0) + 1);
  expect(got.map(({ id }) => id)).toEqual([a?.id, b?.id]);
  expect(Object.keys(a ?? {}).slice(0, 2)).toEqual(["type", "timestamp"]);
  expect(got[0]?.timestamp).toBe(Math.floor((got[0]?.at ?? 0) / 1000));
  await advance(hour);
  expect(got).toHaveLength(2);
  await node.close();
});

test("a receiver that is down for six days loses nothing: five days, off, told, resumed", async () => {
  const world = await startSending();
  const { put, ask, advance, receiver, titles, got, one, as, webhooks, boardId, runtime } = world;
  await put({ types: ["task.created"] });
  await runtime.advance(second);
  await ask("T0");
  await runtime.settle();
  receiver.answer = fails(503);
  for (let i = 1; i <= 6; i++) {
    await ask(`T${i}`);
    await advance(day);
  }
  expect(await one()).toMatchObject({ state: "off" });
  const inbox = async (userId: string) =>
    (await as(userId).inbox.list({ limit: 50 })).notifications.filter(
      ({ reason }) => reason === "webhook.off",
    );
  expect(await inbox("dao")).toMatchObject([{ boardId, excerpt: "crm", type: "webhook.off" }]);
  expect(await inbox("lek")).toEqual([]);
  const attempts = got.filter(({ body }) => body.includes('"T1"')).length;
  expect(attempts).toBe(12); // 10 of the table, and two days more.
  expect(titles()).not.toContain("T2");
  await advance(2 * day);
  expect(got).toHaveLength(1 + attempts);
  receiver.answer = fails(200);
  got.length = 0;
  expect(await webhooks.resume({ id: "crm" })).toMatchObject({ webhook: { state: "on" } });
  await advance(2 * minute);
  expect(titles()).toEqual(["T1", "T2", "T3", "T4", "T5", "T6"]);
  expect(new Set(got.map(({ id }) => id)).size).toBe(6);
  expect(await one()).toMatchObject({ state: "on", failingSince: null });
  const problems = world.errors.map(({ error }) => (error as Error).message);
  expect(problems).toEqual([
    expect.stringContaining('"crm" fails'),
    expect.stringContaining('"crm" is switched off'),
  ]);
  await world.node.close();
});

test("attempts wait as the table of the standard says, and as long as the receiver asks", async () => {
  const { put, ask, advance, receiver, got, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = fails(500);
  await ask("A");
  await runtime.advance(20 * second);
  await advance(4 * day);
  const waits = got.slice(1).map(({ at }, i) => at - (got[i]?.at ?? 0));
  const table = [
    5 * second,
    5 * minute,
    30 * minute,
    2 * hour,
    5 * hour,
    10 * hour,
    14 * hour,
    20 * hour,
    24 * hour,
  ];
  expect(waits).toHaveLength(table.length);
  waits.forEach((wait, i) => {
    expect(wait).toBeGreaterThanOrEqual((table[i] ?? 0) * 0.9);
    expect(wait).toBeLessThanOrEqual((table[i] ?? 0) * 1.1 + minute);
  });
  receiver.answer = () => ({ status: 429, retryAfterMs: 6 * hour });
  await node.system.webhooks.resume({ id: "crm" });
  got.length = 0;
  await advance(7 * hour);
  expect(got).toHaveLength(2);
  expect((got[1]?.at ?? 0) - (got[0]?.at ?? 0)).toBeGreaterThanOrEqual(6 * hour);
  await node.close();
});

test("a sender that never answers holds no place, and the event is sent again", async () => {
  const { put, ask, receiver, advance, titles, node } = await startSending();
  await put();
  receiver.answer = () => new Promise(() => {});
  await ask("First");
  await advance(minute);
  expect(titles()).toEqual(["First"]);
  receiver.answer = () => ({ status: 200 });
  // The time limit is a timer, and a minute here has only one second for timers.
  await advance(hour);
  expect(titles()).toEqual(["First", "First"]);
  await node.close();
});

test("an event that is refused ten times is skipped and listed, and the next one is sent", async () => {
  const { put, ask, advance, receiver, titles, one, got, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = ({ body }) => ({ status: body.includes('"Bad"') ? 422 : 200 });
  const bad = await ask("Bad");
  await ask("Good");
  await advance(4 * day);
  expect(titles()).toEqual([...Array(10).fill("Bad"), "Good"]);
  const [first, last] = [
    JSON.parse(got[0]?.body ?? ""),
    JSON.parse(got.at(-1)?.body ?? ""),
  ] as Body[];
  expect(last?.previous).toBe(0); // "Bad" was not accepted.
  expect(await one()).toMatchObject({
    state: "on",
    failingSince: null,
    failed: [{ number: first?.number, eventId: first?.id, type: "task.created", status: 422 }],
  });
  expect(bad.title).toBe("Bad");
  await node.close();
});

test.each([408, 425, 429, 500, 302, 0])("status %i never skips an event", async (status) => {
  const { put, ask, advance, receiver, one, titles, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = fails(status);
  await ask("A");
  await ask("B");
  await advance(5 * day);
  expect(new Set(titles())).toEqual(new Set(["A"]));
  expect((await one())?.failed).toEqual([]);
  await node.close();
});

test("410 ends a webhook, and people are told; put again, it goes on", async () => {
  const { put, ask, advance, receiver, titles, one, got, as, webhooks, runtime, node } =
    await startSending();
  await put({ types: ["task.created"] });
  await runtime.advance(second);
  receiver.answer = fails(410);
  await ask("A");
  await runtime.settle();
  expect(await one()).toMatchObject({ state: "gone" });
  await ask("B");
  await advance(2 * day);
  expect(got).toHaveLength(1);
  const told = (await as("dao").inbox.list({ limit: 50 })).notifications;
  expect(told.filter(({ reason }) => reason === "webhook.off")).toHaveLength(1);
  expect(await failure(webhooks.resume({ id: "crm" }))).toMatchObject({ code: "conflict" });
  receiver.answer = fails(200);
  got.length = 0;
  await put({ url: "https://new.example/", types: ["task.created"] });
  await advance(2 * minute);
  expect(titles()).toEqual(["A", "B"]);
  expect(got[0]?.url).toBe("https://new.example/");
  await node.close();
});

test("two nodes have one request in flight for a webhook and a board, and send each event once", async () => {
  const { put, ask, advance, receiver, titles, startNode, runtime, node } = await startSending();
  const second_ = await startNode();
  await put();
  await runtime.advance(second);
  let [running, most] = [0, 0];
  receiver.answer = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => void runtime.timer(3 * second, resolve));
    running -= 1;
    return { status: 200 };
  };
  const names = Array.from({ length: 8 }, (_, i) => `T${i}`);
  for (const [i, name] of names.entries())
    await (i % 2 === 0
      ? ask(name)
      : second_.as({ userId: "lek" }).tasks.create({ ...(await where()), title: name }));
  async function where() {
    return { boardId: (await node.as({ userId: "lek" }).boards.list({})).boards[0]?.id ?? "" };
  }
  await runtime.advance(60 * second);
  await advance(2 * minute);
  expect(titles()).toEqual(names);
  expect(most).toBe(1);
  await second_.close();
  await node.close();
});

test("if a node dies while it sends, another one sends the event again, with the same id", async () => {
  const { put, ask, receiver, got, startNode, runtime, advance, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = () => new Promise(() => {}); // The node never learns of the answer.
  await ask("A");
  await runtime.settle();
  receiver.answer = fails(200);
  const next = await startNode();
  await runtime.advance(5 * second);
  expect(got).toHaveLength(1);
  await advance(3 * minute);
  expect(got.map(({ body }) => (JSON.parse(body) as Body).data.task?.title)).toEqual(["A", "A"]);
  expect(got[0]?.id).toBe(got[1]?.id);
  await next.close();
  void node;
});

test("only the chosen types are sent, and `previous` names the last one that was sent", async () => {
  const { put, ask, as, bodies, boardId, runtime, node } = await startSending();
  await put({ types: ["task.approved"] });
  await runtime.advance(second);
  for (const title of ["A", "B"]) {
    const { id: taskId, version } = await ask(title);
    await as("dao").tasks.approve({ boardId, taskId, version });
  }
  await runtime.settle();
  const [a, b] = bodies();
  expect(bodies()).toMatchObject([
    { type: "task.approved", previous: 0 },
    { type: "task.approved", previous: a?.number },
  ]);
  expect((b?.number ?? 0) - (a?.number ?? 0)).toBeGreaterThan(1);
  await node.close();
});

test("a text that is deleted before it is sent is not sent", async () => {
  const { put, ask, as, got, receiver, boardId, advance, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = fails(500);
  const { id: taskId } = await ask("A");
  const { id: commentId } = await as("lek").comments.post({ boardId, taskId, text: "PIN 4711" });
  await as("lek").comments.delete({ boardId, taskId, commentId });
  receiver.answer = fails(200);
  got.length = 0;
  await advance(10 * minute);
  expect(got.length).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(got)).not.toContain("4711");
  await node.close();
});

test("a text that is deleted while a slow receiver answers the event before it is not sent", async () => {
  const { put, ask, as, got, receiver, boardId, advance, skip, node } = await startSending();
  await put();
  const { id: taskId } = await ask("A");
  const { id: commentId } = await as("lek").comments.post({ boardId, taskId, text: "PIN 4711" });
  receiver.answer = async () => {
    receiver.answer = fails(200);
    await as("lek").comments.delete({ boardId, taskId, commentId });
    skip(2 * second);
    return { status: 200 };
  };
  await advance(10 * minute);
  expect(got.length).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(got)).not.toContain("4711");
  await node.close();
});

test("a webhook for all boards gets those that come later, too", async () => {
  const { put, ask, as, titles, runtime, bodies, node } = await startSending();
  await put({ boardId: null, types: ["task.created"] });
  await runtime.advance(second);
  await ask("A");
  const { id: later } = await as("dao").boards.create({ name: "Later" });
  await node.system.members.add({ boardId: later, userId: "lek" });
  await ask("B", later);
  await runtime.advance(2 * second);
  expect(titles().sort()).toEqual(["A", "B"]);
  expect(bodies().map(({ previous }) => previous)).toEqual([0, 0]);
  await node.close();
});

test("secrets rotate, and nobody can read them", async () => {
  const { put, ask, got, webhooks, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  await ask("A");
  await runtime.settle();
  const answer = await put({ secrets: [other, ...secrets] });
  await ask("B");
  await runtime.settle();
  expect(got.map((one) => one.secrets)).toEqual([secrets, [other, ...secrets]]);
  expect(JSON.stringify([answer, await webhooks.list({})])).not.toContain("whsec_");
  await node.close();
});

test("a webhook that is removed gets nothing more, and leaves nothing behind", async () => {
  const { put, ask, got, rows, receiver, webhooks, advance, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = fails(422);
  await ask("A");
  await advance(4 * day);
  await ask("B");
  await runtime.settle();
  await webhooks.remove({ id: "crm" });
  got.length = 0;
  await advance(2 * day);
  expect(got).toEqual([]);
  expect(await webhooks.list({})).toEqual({ webhooks: [], next: null });
  expect([...(await rows("webhook_cursors")), ...(await rows("webhook_failures"))]).toEqual([]);
  await node.close();
});

test("the deletion of a board deletes what webhooks know about it", async () => {
  const { put, ask, rows, receiver, one, boardId, advance, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = fails(500);
  await ask("A");
  await runtime.settle();
  await node.system.boards.delete({ boardId });
  await advance(2 * hour);
  expect(await rows("webhook_cursors")).toEqual([]);
  expect(await one()).toBeUndefined();
  await node.close();
});

test("after a trimmed log, it goes on with the oldest event that is left", async () => {
  const { put, ask, titles, receiver, got, storage, boardId, advance, runtime, node } =
    await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = fails(500);
  for (const title of ["A", "B", "C"]) await ask(title);
  await runtime.settle();
  const [head] = await storage.heads([`board:${boardId}`]);
  await storage.trim({ topic: `board:${boardId}`, upTo: (head?.number ?? 0) - 1 });
  receiver.answer = fails(200);
  got.length = 0;
  await advance(10 * minute);
  expect(titles()).toEqual(["C"]);
  await node.close();
});

test("a wrong webhook is refused, with the cure", async () => {
  const { put, webhooks, as, node } = await startSending();
  const bad: readonly (readonly [object, string])[] = [
    [{ url: "ftp://crm.example/" }, "url"],
    [{ url: " https://crm.example/" }, "url"],
    [{ url: "https://crm.example/a\n" }, "url"],
    [{ url: "https://me:secret@crm.example/" }, "url"],
    [{ url: `https://crm.example/${"x".repeat(2_100)}` }, "url"],
    [{ secrets: [] }, "secrets"],
    [{ secrets: ["secret"] }, "webhookSecret"],
    [{ secrets: Array(6).fill(other) }, "secrets"],
    [{ types: [] }, "types"],
  ];
  for (const [more, word] of bad) {
    const error = await failure(put(more));
    expect(error).toMatchObject({ code: "invalid" });
    expect(JSON.stringify(error) + error.message).toContain(word);
  }
  expect(await failure(put({ boardId: "none" }))).toMatchObject({ code: "not_found" });
  await put();
  expect(await failure(put({ boardId: null }))).toMatchObject({ code: "conflict" });
  expect(await failure(webhooks.resume({ id: "none" }))).toMatchObject({ code: "not_found" });
  expect(await failure(webhooks.remove({ id: "none" }))).toMatchObject({ code: "not_found" });
  expect(await failure(as("dao").webhooks.list({}))).toMatchObject({ code: "forbidden" });
  await node.close();
});
