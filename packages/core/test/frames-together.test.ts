import { expect, test } from "vitest";
import type { Link } from "../src/session/link.ts";
import { startWorld } from "./support/session-world.ts";

test("a link learns which frames of a turn have others behind them", async () => {
  const { taskwire, runtime } = await startWorld();
  const sent: { readonly numbers: readonly number[]; readonly hasMore: boolean }[] = [];
  const link: Link = {
    send(frame, hasMore = false) {
      const { type, events } = JSON.parse(typeof frame === "string" ? frame : frame.text);
      const numbers = (events ?? []).map(({ number }: { readonly number: number }) => number);
      if (type === "events") sent.push({ numbers, hasMore });
    },
    buffered: () => 0,
    drained: async () => {},
    close() {},
  };
  const session = taskwire.sessions.connect(link, {
    authenticate: async (token) => ({ userId: token }),
  });
  session.receive(JSON.stringify({ type: "authenticate", token: "dao" }));
  await runtime.settle();
  session.receive(JSON.stringify({ type: "subscribe", topic: "board:sales" }));
  await runtime.settle();
  // Together they are longer than one frame may be.
  const description = "x".repeat(4_000);
  const create = () => taskwire.system.tasks.create({ boardId: "sales", title: "T", description });
  await Promise.all(Array.from({ length: 20 }, create));
  await runtime.settle();
  expect(sent.length).toBeGreaterThan(1);
  expect(sent.at(-1)?.hasMore).toBe(false);
  const numbers = sent.flatMap((one) => one.numbers);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(sent.some(({ hasMore }) => hasMore)).toBe(true);
});

test("the events of an inbox are sent together with its count, and the head of the topic is not read for it", async () => {
  const { taskwire, runtime, calls } = await startWorld();
  const sent: { readonly type: string; readonly hasMore: boolean; readonly to?: number }[] = [];
  const link: Link = {
    send(frame, hasMore = false) {
      const { type, to, at } = JSON.parse(typeof frame === "string" ? frame : frame.text);
      if (type === "events" || type === "inbox") sent.push({ type, hasMore, to: to ?? at });
    },
    buffered: () => 0,
    drained: async () => {},
    close() {},
  };
  const session = taskwire.sessions.connect(link, {
    authenticate: async (token) => ({ userId: token }),
  });
  session.receive(JSON.stringify({ type: "authenticate", token: "dao" }));
  await runtime.settle();
  session.receive(JSON.stringify({ type: "subscribe", topic: "user:dao" }));
  await runtime.settle();
  sent.length = 0;
  const heads = calls("heads");
  const { task } = await taskwire.system.tasks.create({ boardId: "sales", title: "T" });
  await runtime.settle();
  const to = sent[0]?.to ?? 0;
  expect(task.version).toBeGreaterThan(0);
  expect(sent).toEqual([
    { type: "events", hasMore: true, to },
    { type: "inbox", hasMore: false, to },
  ]);
  expect(calls("heads")).toBe(heads);
});

test("the events of an inbox are sent first, so that the events of a board join their write", async () => {
  const { taskwire, runtime } = await startWorld();
  const sent: string[] = [];
  const link: Link = {
    send(frame) {
      const { type, topic } = JSON.parse(typeof frame === "string" ? frame : frame.text);
      if (type === "events" || type === "inbox") sent.push(topic ?? type);
    },
    buffered: () => 0,
    drained: async () => {},
    close() {},
  };
  const session = taskwire.sessions.connect(link, {
    authenticate: async (token) => ({ userId: token }),
  });
  session.receive(JSON.stringify({ type: "authenticate", token: "dao" }));
  await runtime.settle();
  for (const topic of ["board:sales", "user:dao"])
    session.receive(JSON.stringify({ type: "subscribe", topic }));
  await runtime.settle();
  sent.length = 0;
  await taskwire.system.tasks.create({ boardId: "sales", title: "T" });
  await runtime.settle();
  expect(sent).toEqual(["user:dao", "board:sales", "inbox"]);
});
