import { expect, test } from "vitest";
import { operationMethods } from "../src/operation-methods.ts";

const names = ["tasks.create", "tasks.approve", "users.put"];

interface Methods {
  readonly [noun: string]: { readonly [verb: string]: (...input: unknown[]) => unknown };
}

/** The methods of a node that answers each call with what it was called with. */
function setUp() {
  const run = async (...call: unknown[]) => JSON.stringify(call);
  return operationMethods(names, run) as (userId: string) => Methods;
}

test("each person has a method for each operation, which passes on the input and the key", async () => {
  const methodsOf = setUp();
  const [mali, niran] = [methodsOf("mali"), methodsOf("niran")];
  const call = { key: "a key of hers" };
  expect(await mali.tasks?.create?.({ title: "A" }, call)).toEqual([
    "mali",
    "tasks.create",
    { title: "A" },
    "a key of hers",
  ]);
  expect(await niran.tasks?.create?.({ title: "B" })).toEqual([
    "niran",
    "tasks.create",
    { title: "B" },
    null,
  ]);
  expect(mali.tasks).toBe(mali.tasks);
});

test("methods work without their object, in a copy, and can be listed", async () => {
  const methodsOf = setUp();
  const api = methodsOf("mali");
  expect(Object.keys(api)).toEqual(["tasks", "users"]);
  const copy = { ...api };
  const { approve } = copy.tasks ?? {};
  expect(Object.keys(copy.tasks ?? {})).toEqual(["create", "approve"]);
  expect(await approve?.({ taskId: "t" })).toEqual([
    "mali",
    "tasks.approve",
    { taskId: "t" },
    null,
  ]);
});
