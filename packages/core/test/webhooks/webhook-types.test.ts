import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { eventTypes } from "../../src/model/event-data.ts";
import { offBoards } from "../../src/model/webhook-types.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { defineWorkflow } from "../../src/workflow/workflow.ts";
import { failure } from "../support/conversation.ts";
import { secrets, startSending } from "./sending.ts";

test("types that no event has are refused with the error and the cure of `on`", async () => {
  const { put, node } = await startSending();
  const error = await failure(put({ types: ["task.created", "task.aproved"] }));
  expect(error).toMatchObject({ code: "invalid", details: { type: "task.aproved" } });
  expect(() => node.on("task.aproved" as "task.approved", () => {})).toThrow(error.message);
  expect(error.message).toContain('No event has the type "task.aproved"');
  expect(error.message).toContain("task.approved");
  expect((await node.system.webhooks.list({})).webhooks).toEqual([]);
  await node.close();
});

test("types that no board has are refused, with what to use instead", async () => {
  const { put, node } = await startSending();
  for (const type of offBoards) expect(eventTypes).toContain(type);
  const error = await failure(put({ types: ["message.posted"] }));
  expect(error).toMatchObject({ code: "invalid", details: { type: "message.posted" } });
  expect(error.message).toContain("`react`");
  // The types that are suggested can be given.
  for (const type of ["mesage.posted", "user.lef", "task.reed"]) {
    const { details } = await failure(put({ types: [type] }));
    const { near } = details as { near: string[] };
    expect(near.filter((one) => offBoards.includes(one))).toEqual([]);
    expect(near.length).toBeGreaterThan(0);
  }
  await node.close();
});

test("the types are those of the workflow and of the app, also for the compiler", async () => {
  const workflow = defineWorkflow({
    name: "purchase",
    initial: "asked",
    states: {
      asked: { kind: "waiting" },
      ordered: { kind: "done" },
      denied: { kind: "dropped" },
    },
    actions: {
      approve: { from: "asked", to: "ordered", decision: true },
      reject: { from: "asked", to: "denied", decision: true, event: "task.turned_down" },
    },
    types: { purchase: { data: z.strictObject({}) } },
  });
  const roles = defineRoles({ workflow, roles: { ADMIN: { "task.approve": true } } });
  const node = createTaskwire({ workflow, roles, events: ["task.nudged"] });
  await node.open();
  const hook = { id: "crm", url: "https://crm.example/", secrets };
  const types = ["task.approve", "task.turned_down", "task.nudged", "task.created"] as const;
  const { webhook } = await node.system.webhooks.put({ ...hook, types });
  expect(webhook.types).toEqual(types);
  // @ts-expect-error the event of the default workflow
  const error = await failure(node.system.webhooks.put({ ...hook, types: ["task.approved"] }));
  expect(error.message).toContain("task.approve,");
  type Input = Parameters<typeof node.system.webhooks.put>[0];
  expectTypeOf<"task.nudged">().toExtend<NonNullable<Input["types"]>[number]>();
  await node.close();
});
