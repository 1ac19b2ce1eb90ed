import { createTaskwire } from "@taskwire/core";
import { command, defineCollection } from "@taskwire/core/operations";
import { expect, test } from "vitest";
import { z } from "zod";
import { taskwire } from "./command.ts";
import { type Database, postgresDatabase, sqliteDatabase, withApp } from "./databases.ts";

interface Vehicle {
  id: string;
  version: number;
  name: string;
  price: number;
}

const vehicles = (name: string) =>
  defineCollection<Vehicle>()({
    name,
    fields: { name: "text", price: "integer" },
    indexes: {},
    versions: "topic",
  });
const [cars, vans] = [vehicles("cars"), vehicles("vans")];

const vehicle = (id: string): Vehicle => ({ id, version: 0, name: id, price: 100 });
const event = { topic: "board:yard", subject: "yard", audience: null };
const operation = {
  target: "app",
  permission: "system",
  summary: "Trade vehicles.",
  input: z.strictObject({}),
  output: z.null(),
} as const;

const take = command({
  ...operation,
  name: "vehicles.take",
  route: { method: "POST", path: "/vehicles/take" },
  run(context) {
    const put = {
      vehicle: [vans, vehicle("v1")] as const,
      others: [[cars, vehicle("c1")] as const],
    };
    context.emit({ ...event, type: "vehicle.taken", put });
    context.emit({ ...event, type: "vehicle.taken", put: { vehicle: [cars, vehicle("c2")] } });
    return null;
  },
});

const sell = command({
  ...operation,
  name: "vehicles.sell",
  route: { method: "POST", path: "/vehicles/sell" },
  async run(context) {
    const [car = vehicle("c2")] = await context.get(cars, ["c2"]);
    context.emit({ ...event, type: "vehicle.sold", drop: { vehicle: [cars, car] } });
    return null;
  },
});

/** Takes a van and two cars of the same shape, and sells one of the cars. */
async function trade(database: Database): Promise<void> {
  const app = createTaskwire({
    storage: database.storage(),
    collections: [cars, vans],
    operations: { "vehicles.take": take, "vehicles.sell": sell },
    events: ["vehicle.taken", "vehicle.sold"],
  });
  await withApp(app, async ({ system }) => {
    await system.vehicles.take();
    await system.vehicles.sell();
  });
}

const kinds: readonly [string, () => Promise<Database>][] = [
  ["SQLite", async () => sqliteDatabase()],
  ["PostgreSQL", () => postgresDatabase()],
];

test.each(kinds)(
  "finds nothing wrong in two collections with equal fields, and a wrong record in either, on %s",
  async (_kind, make) => {
    const database = await make();
    await trade(database);
    expect(await taskwire("verify", "--at", database.address)).toMatchObject({
      out: expect.stringMatching(/^No problems found\.$/m),
      code: 0,
    });
    for (const [collection, id, number] of [
      ["cars", "c1", 1],
      ["vans", "v1", 1],
    ] as const) {
      await database.sql(`UPDATE {${collection}} SET price = price + 1 WHERE id = '${id}'`);
      const { code, out } = await taskwire("verify", "--at", database.address);
      expect(out).toContain(
        `- ${collection} ${id} differs from vehicle.taken (event ${number} of board:yard)`,
      );
      expect(code).toBe(1);
    }
    // The deletion of a record of the app's own is in the log too.
    await database.sql("DELETE FROM {taskwire_tombstones} WHERE id = 'c2'");
    await database.sql("DELETE FROM {vans}");
    const { out } = await taskwire("verify", "--at", database.address);
    expect(out).toMatch(
      /^- cars c2 is not among the deleted records, but vehicle\.sold \(event 3 of board:yard\) deleted it$/m,
    );
    expect(out).toMatch(
      /^- vans v1 is missing, but vehicle\.taken \(event 1 of board:yard\) wrote it$/m,
    );
  },
);

test("notices an own record that was deleted, or is still there, against its events", async () => {
  const database = sqliteDatabase();
  await trade(database);
  await database.sql(
    "INSERT INTO {taskwire_tombstones} SELECT 'vans', id, version FROM {vans} WHERE id = 'v1'",
  );
  await database.sql("DELETE FROM {vans}");
  await database.sql("INSERT INTO {cars} VALUES ('c2', 3, 'c2', 100)");
  await database.sql("DELETE FROM {taskwire_tombstones} WHERE id = 'c2'");
  const { out } = await taskwire("verify", "--at", database.address);
  expect(out).toMatch(
    /^- vans v1 is deleted, but vehicle\.taken \(event 1 of board:yard\) did not delete it$/m,
  );
  expect(out).toMatch(/^- cars c2 exists, but vehicle\.sold \(event 3 of board:yard\) deleted it/m);
});
