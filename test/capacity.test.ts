import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  capacityOf,
  capacityTable,
  databaseCost,
  type Measured,
  measured,
  processCost,
  type Workload,
} from "../bench/capacity.ts";

const page = readFileSync("docs/performance.md", "utf8");
const machine = { nodes: 1, memory: 1024 ** 3, databaseCores: 4 };
const workload: Workload = { watchers: 10, told: 2, commandsPerHour: 36, isBusy: false };
/** Constants with which one can calculate in one's head. */
const simple: Measured = {
  command: 100,
  personTold: 10,
  followerTold: 5,
  delivery: 1,
  deliveryInBurst: 0.5,
  connectionBytes: 1024,
  idlePerSecond: 2,
  eventFromOtherNode: 10,
  eventFromOtherNodeInBurst: 1,
  postgresCommand: 30,
  postgresPersonTold: 10,
};

test("the page has the table and the constants of the model", () => {
  expect(page).toContain(capacityTable().join("\n"));
  for (const [name, value] of Object.entries(measured))
    expect(page).toContain(`| \`${name}\` | ${value.toLocaleString("en")} |`);
});

test("a command costs its own work, its notifications, the deliveries, and the reads of other nodes", () => {
  expect(processCost(workload, 1, simple)).toBeCloseTo(100 + 2 * 15 + 18);
  expect(processCost({ ...workload, isBusy: true }, 1, simple)).toBeCloseTo(100 + 2 * 15 + 9);
  // Each of two other nodes reads 1.8 events of the board, and two thirds of the people are there.
  expect(processCost(workload, 3, simple)).toBeCloseTo(148 + (2 * 1.8 + 4 / 3) * 10);
  expect(databaseCost(workload, simple)).toBe(50);
});

test("the part that is full first limits the system", () => {
  // 148 µs a command, a hundredth of a command a second, and 2 µs idle: 700,000 / 3.48.
  const one = capacityOf(workload, machine, simple);
  expect(one.limitedBy).toBe("processes");
  expect(one.connected).toBeCloseTo(700_000 / 3.48);
  expect(one.commandsPerSecond).toBeCloseTo(one.connected / 100);
  expect(one.toldPerSecond).toBeCloseTo(2 * one.commandsPerSecond);
  expect(capacityOf(workload, { ...machine, memory: 1024 * 500 }, simple)).toMatchObject({
    limitedBy: "memory",
    connected: 500,
  });
  const many = { ...machine, nodes: 16, databaseCores: 1 };
  expect(capacityOf(workload, many, simple)).toMatchObject({
    limitedBy: "database",
    connected: 700_000 / 0.5,
  });
});
