import { randomInt } from "node:crypto";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { expect, onTestFinished, test } from "vitest";
import { type CallLogEntry, callLog, prometheusMetrics } from "../src/index.ts";
import { openTelemetry } from "../src/open-telemetry.ts";
import { observedApp, outcomeOf } from "./observed-app.ts";

const letters = "bcdfghjklmnpqrstvwxz";
const word = () => Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join("");

function traced() {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  onTestFinished(() => void context.disable());
  return { exporter, observer: openTelemetry({ tracer: provider.getTracer("test") }) };
}

test("no word of a title, description, message, comment, name, data or key is in a log, metric or span", async () => {
  const entries: CallLogEntry[] = [];
  const metrics = prometheusMetrics();
  const { exporter, observer } = traced();
  const taskwire = await observedApp([
    metrics,
    callLog({ write: (one) => entries.push(one) }),
    observer,
  ]);
  const words: string[] = [];
  const noted = () => {
    const one = word();
    words.push(one);
    return one;
  };
  const secret = () => `${noted()} ${noted()}`;
  const call = (userId: string, operation: string, input: object, key?: string) =>
    outcomeOf(taskwire, userId, operation, input, key);
  const on = { boardId: "sales" };
  const dao = taskwire.as({ userId: "dao" });
  const lek = taskwire.as({ userId: "lek" });
  const { id: roomId } = await dao.rooms.create({ ...on, name: secret(), memberIds: ["lek"] });
  await call("dao", "messages.post", { ...on, roomId, text: secret() });
  // A text in the place of an id, in a call that is refused and in one that is not valid.
  await call("dao", "messages.post", { ...on, roomId: secret(), text: secret() });
  await call("dao", "messages.post", { ...on, roomId, text: secret(), messageId: noted() });
  const { task } = await lek.tasks.create({ ...on, title: secret(), description: secret() });
  const taskId = task.id;
  await call("dao", "comments.post", { ...on, taskId, text: secret() }, noted());
  await call("dao", "tasks.reject", { ...on, taskId, version: 1, reason: secret() });
  await call("lek", "tasks.create", { ...on, title: secret(), data: { price: secret() } });
  await call("dao", `${noted()}.${noted()}`, { text: secret() });
  await call("dao", "reactions.retry", { id: secret() });
  await call("dao", "users.put", { id: "new", name: secret(), role: secret() });
  await taskwire.close();
  const told = JSON.stringify([
    entries,
    await metrics.text({ stats: () => Promise.reject(new Error("closed")) }),
    exporter.getFinishedSpans().map(({ name, attributes, status, events }) => ({
      ...{ name, attributes, status, events },
    })),
  ]);
  expect(words.filter((one) => told.includes(one))).toEqual([]);
  // All of it was observed.
  expect(entries.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual(
    expect.arrayContaining([
      "rooms.create ok",
      "messages.post ok",
      "messages.post invalid",
      "tasks.create ok",
      "comments.post ok",
      "unknown invalid",
    ]),
  );
});

test("the call log says who did what, with which outcome and how fast, and can replace people's ids", async () => {
  const entries: CallLogEntry[] = [];
  const log = callLog({ write: (one) => entries.push(one), person: (id) => `person-${id.length}` });
  const taskwire = await observedApp([log]);
  entries.length = 0;
  await outcomeOf(taskwire, "lek", "tasks.get", { boardId: "sales", taskId: "none" });
  expect(entries).toMatchObject([
    {
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      userId: "person-3",
      operation: "tasks.get",
      outcome: "not_found",
      ids: { boardId: "sales", taskId: "none" },
      attempts: 1,
      ms: expect.any(Number),
    },
  ]);
  await taskwire.close();
});

test("a call is a span, the storage's calls are spans inside, and only a fault of the server is an error", async () => {
  const { exporter, observer } = traced();
  const taskwire = await observedApp([observer]);
  exporter.reset();
  const lek = taskwire.as({ userId: "lek" });
  const { task } = await lek.tasks.create({ boardId: "sales", title: "Sell" });
  const taskId = task.id;
  await outcomeOf(taskwire, "lek", "tasks.approve", { boardId: "sales", taskId, version: 1 });
  const approved = { boardId: "sales", taskId, version: 1 };
  await outcomeOf(taskwire, "dao", "tasks.approve", approved);
  await taskwire.close();
  const spans = exporter.getFinishedSpans();
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [create] = named("tasks.create");
  expect(create?.attributes).toMatchObject({
    "taskwire.operation": "tasks.create",
    "taskwire.outcome": "ok",
    "taskwire.attempts": 1,
  });
  const commits = named("storage commit").filter(
    ({ parentSpanContext }) => parentSpanContext?.spanId === create?.spanContext().spanId,
  );
  expect(commits).toHaveLength(1);
  expect(commits[0]?.attributes["taskwire.events"]).toBeGreaterThan(0);
  const [refused] = named("tasks.approve");
  expect(refused?.attributes).toMatchObject({ "taskwire.outcome": "forbidden" });
  expect(refused?.status.code).toBe(0);
  const [invoice] = named("reaction invoice");
  expect(invoice?.attributes).toMatchObject({ "taskwire.outcome": "failed" });
  expect(invoice?.status.code).toBe(2);
});
