import { createTaskwire } from "@taskwire/core";
import { command, defineCollection, type Emitted } from "@taskwire/core/operations";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { sqliteStorage } from "../src/sqlite-storage.ts";
import { temporaryFile } from "./files.ts";

interface Ping {
  id: string;
  version: number;
  number: number;
  to: string;
  state: string;
}

const pings = defineCollection<Ping>()({
  name: "pings",
  fields: { number: "integer", to: "text", state: "text" },
  indexes: { to: ["to", "number"] },
  versions: "topic",
  numbered: "number",
  told: {
    ...({ name: "ping", person: "to", status: ["state"] } as const),
    state: { field: "state", values: ["open", "gone"], counted: "open" },
  },
});

const first: Ping = { id: "k|dao", version: 0, number: 0, to: "dao", state: "open" };

/** An app whose only operation emits events about pings. */
async function emitting(events: readonly object[]) {
  const emit = command({
    name: "pings.emit",
    target: "app",
    permission: "system",
    summary: "Emits events about pings.",
    route: { method: "POST", path: "/pings" },
    input: z.strictObject({}),
    output: z.null(),
    run(context) {
      for (const event of events)
        context.emit({ type: "ping.changed", audience: null, ...event } as Emitted);
      return null;
    },
  });
  const storage = sqliteStorage(temporaryFile());
  const taskwire = createTaskwire({
    storage,
    collections: [pings],
    operations: { "pings.emit": emit },
    events: ["ping.changed"],
  });
  onTestFinished(() => taskwire.close());
  await taskwire.open();
  return { storage, taskwire };
}

test.each<[string, readonly (readonly [subject: string, record: Ping])[]]>([
  [
    "two events about one record",
    [
      [first.id, first],
      [first.id, { ...first, state: "gone" }],
    ],
  ],
  ["an event with another subject", [["thing", first]]],
])("an app's own records of people are stored with %s", async (_, emitted) => {
  const { storage, taskwire } = await emitting(
    emitted.map(([subject, record]) => ({
      ...{ topic: "user:dao", subject, put: { ping: [pings, record] } },
    })),
  );
  await taskwire.system.pings.emit({});
  const page = await storage.events({ topic: "user:dao", before: "end", limit: 5 });
  const events = page.status === "page" ? page.events.toReversed() : [];
  expect(events.map(({ subject, data }) => [subject, JSON.parse(data).ping.state])).toEqual(
    emitted.map(([subject, { state }]) => [subject, state]),
  );
  const { records } = await storage.get([{ collection: "pings", id: first.id }]);
  expect(records[0]).toMatchObject({
    version: emitted.length,
    fields: emitted.at(-1)?.[1] && { state: emitted.at(-1)?.[1].state },
  });
});

test("an app's own records that an event calls alike are stored each with its own values", async () => {
  const { number: _, ...open } = first;
  const gone = { ...open, id: "k|nok", to: "nok", state: "gone" };
  const { storage, taskwire } = await emitting(
    [open, gone].map((record) => ({
      ...{ topic: `user:${record.to}`, subject: record.id },
      ...{ put: { ping: [pings, record] }, like: open },
    })),
  );
  const heard: unknown[] = [];
  taskwire.on("ping.changed", ({ data }) => heard.push((data as { ping: Ping }).ping.state));
  await taskwire.system.pings.emit({});
  const { records } = await storage.get([{ collection: "pings", id: gone.id }]);
  expect(records[0]?.fields).toMatchObject({ to: "nok", state: "gone" });
  await expect.poll(() => heard).toEqual(["open", "gone"]);
});
