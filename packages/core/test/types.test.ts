import { describe, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { defineCollection } from "../src/model/collection.ts";
import type { JsonOf } from "../src/model/json-of.ts";
import type { Subtask } from "../src/model/subtask.ts";
import { approvalRoles } from "../src/policy/approval-roles.ts";
import { defineRoles } from "../src/policy/roles.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { approvalWorkflow, approvalWorkflowFor } from "../src/workflow/approval.ts";
import { defineTemplates } from "../src/workflow/templates.ts";
import { defineWorkflow } from "../src/workflow/workflow.ts";
import { purchaseNode, roles, workflow } from "./support/purchase.ts";

// Checked by the compiler. The wrong code never runs.
const never = (_: () => unknown) => {};

describe("an app's code does not compile with (D3)", () => {
  // biome-ignore format: an expected error belongs to one line
  test("a wrong state, kind, trigger or event in a workflow", () => {
    const states = { asked: { kind: "waiting" }, done: { kind: "done" } } as const;
    const types = { task: { data: z.null() } };
    never(() => defineWorkflow({ name: "w", initial: "asked", states, types, actions: { end: { from: "asked", to: "done" } } }));
    // @ts-expect-error the initial state does not exist
    never(() => defineWorkflow({ name: "w", initial: "gone", states, types, actions: {} }));
    // @ts-expect-error `from` is not a state
    never(() => defineWorkflow({ name: "w", initial: "asked", states, types, actions: { end: { from: "gone", to: "done" } } }));
    // @ts-expect-error `to` is not a state
    never(() => defineWorkflow({ name: "w", initial: "asked", states, types, actions: { end: { from: "asked", to: "gone" } } }));
    // @ts-expect-error one of several in `from` is not a state
    never(() => defineWorkflow({ name: "w", initial: "asked", states, types, actions: { end: { from: ["asked", "gone"], to: "done" } } }));
    // @ts-expect-error there is no such trigger
    never(() => defineWorkflow({ name: "w", initial: "asked", states, types, actions: { end: { from: "asked", to: "done", trigger: "moon" } } }));
    // @ts-expect-error a task's event begins with task.
    never(() => defineWorkflow({ name: "w", initial: "asked", states, types, actions: { end: { from: "asked", to: "done", event: "ended" } } }));
    // @ts-expect-error there is no such kind
    never(() => defineWorkflow({ name: "w", initial: "a", states: { a: { kind: "idle" } }, types, actions: {} }));
  });

  // biome-ignore format: an expected error belongs to one line
  test("a wrong permission or condition in a role", () => {
    never(() => defineRoles({ workflow, roles: { A: { "task.agree": true, "task.pay": ["requester"] } } }));
    // @ts-expect-error an action of another workflow
    never(() => defineRoles({ workflow, roles: { A: { "task.approve": true } } }));
    // @ts-expect-error a permission of the app that isn't declared
    never(() => defineRoles({ workflow, roles: { A: { "task.nudge": true } } }));
    // @ts-expect-error a condition that isn't defined
    never(() => defineRoles({ workflow, roles: { A: { "task.pay": ["lucky"] } } }));
    never(() => defineRoles({ workflow, conditions: { lucky: () => true }, roles: { A: { "task.pay": ["lucky"] } } }));
    // @ts-expect-error permissions that are not granted must be left out
    never(() => defineRoles({ workflow, roles: { A: { "task.pay": false } } }));
    never(() => defineRoles({ extends: roles, roles: { CLERK: { "task.pay": ["trip"], "task.nudge": true } } }));
    never(() => defineRoles({ extends: roles, roles: { MANAGER: { "task.pay": false } } }));
    // @ts-expect-error an action of another workflow than that of the extended roles
    never(() => defineRoles({ extends: roles, roles: { MANAGER: { "task.approve": false } } }));
    // @ts-expect-error a condition that neither these nor the extended roles define
    never(() => defineRoles({ extends: roles, roles: { MANAGER: { "task.pay": ["tripp"] } } }));
    // @ts-expect-error data that the tasks of the extended roles don't have
    never(() => defineRoles({ extends: roles, conditions: { small: { atMost: ["task.data.prize", 1] } }, roles: {} }));
    // @ts-expect-error facts have the tasks of the workflow
    never(() => defineRoles({ workflow, conditions: { own: ({ task }) => task?.type === "purchas" }, roles: {} }));
  });

  // biome-ignore format: an expected error belongs to one line
  test("a wrong type, role, name or field of data in a template", () => {
    const part = { title: "A", assignee: "nobody" } as const;
    const define = { workflow, roles };
    never(() => defineTemplates(define, { t: { version: 1, type: "trip", subtasks: { a: part, b: { ...part, after: ["a"] } } } }));
    // @ts-expect-error a type of another workflow
    never(() => defineTemplates(define, { t: { version: 1, type: "task", subtasks: { a: part } } }));
    // @ts-expect-error `after` names no subtask
    never(() => defineTemplates(define, { t: { version: 1, type: "trip", subtasks: { a: { ...part, after: ["b"] } } } }));
    // @ts-expect-error a role that isn't defined
    never(() => defineTemplates(define, { t: { version: 1, type: "trip", subtasks: { a: { title: "A", assignee: { role: "ADMIN" } } } } }));
    // @ts-expect-error a trip has no price
    never(() => defineTemplates(define, { t: { version: 1, type: "trip", when: ({ data }) => data.price > 1, subtasks: {} } }));
    // @ts-expect-error the subtasks of a trip have no price either
    never(() => defineTemplates(define, { t: { version: 1, type: "trip", subtasks: { a: { ...part, when: ({ data }) => data.price > 1 } } } }));
  });

  // biome-ignore format: an expected error belongs to one line
  test("a wrong field in a collection", () => {
    interface Note {
      id: string;
      version: number;
      words: string;
    }
    never(() => defineCollection<Note>()({ name: "notes", fields: { words: "text" }, indexes: { words: ["words"] }, versions: "own" }));
    // @ts-expect-error a field is missing
    never(() => defineCollection<Note>()({ name: "notes", fields: {}, indexes: {}, versions: "own" }));
    // @ts-expect-error an index over an unknown field
    never(() => defineCollection<Note>()({ name: "notes", fields: { words: "text" }, indexes: { x: ["x"] }, versions: "own" }));
  });
});

describe("the operations are typed by the workflow", () => {
  const approval = createTaskwire().as({ userId: "u" });
  const purchase = purchaseNode(memoryStorage(), fakeRuntime()).as({ userId: "u" });
  type Created = Awaited<ReturnType<typeof purchase.tasks.create>>["task"];

  test("a task has the workflow's states, and its type determines its data", () => {
    type State = Awaited<ReturnType<typeof approval.tasks.create>>["task"]["state"];
    expectTypeOf<State>().toEqualTypeOf<
      "pending" | "approved" | "completed" | "rejected" | "cancelled"
    >();
    expectTypeOf<Created["state"]>().toEqualTypeOf<
      "asked" | "manager_ok" | "finance_ok" | "received" | "denied"
    >();
    expectTypeOf<Extract<Created, { type: "trip" }>["data"]>().toEqualTypeOf<{ days: number }>();
    expectTypeOf<Extract<Created, { type: "purchase" }>["data"]["price"]>().toEqualTypeOf<number>();
  });

  test("`tasks.create` takes the data of the named type", () => {
    const on = { boardId: "b", title: "T" };
    never(() => purchase.tasks.create({ ...on, type: "trip", data: { days: 2 } }));
    // @ts-expect-error the data of another type
    never(() => purchase.tasks.create({ ...on, type: "trip", data: { price: 2 } }));
    // @ts-expect-error the type is required
    never(() => purchase.tasks.create({ ...on, data: { days: 2 } }));
    // @ts-expect-error the data is required
    never(() => purchase.tasks.create({ ...on, type: "trip" }));
    // @ts-expect-error no such type
    never(() => purchase.tasks.create({ ...on, type: "task", data: null }));
    never(() => approval.tasks.create(on));
    // @ts-expect-error no such field
    never(() => approval.tasks.create({ ...on, price: 5 }));
  });

  test("`tasks.list` takes only the workflow's states and types", () => {
    never(() => purchase.tasks.list({ boardId: "b", state: "manager_ok", type: "trip" }));
    // @ts-expect-error a state of another workflow
    never(() => purchase.tasks.list({ boardId: "b", state: "approved" }));
    // @ts-expect-error a type of another workflow
    never(() => purchase.tasks.list({ boardId: "b", type: "task" }));
  });

  test("each action of the workflow is a method, and there are no others", () => {
    expectTypeOf<Awaited<ReturnType<typeof purchase.tasks.pay>>["subtasks"]>().toEqualTypeOf<
      Subtask[]
    >();
    // @ts-expect-error an action of another workflow
    never(() => purchase.tasks.approve({ boardId: "b", taskId: "t" }));
    // It follows from a reopened subtask, and people can take it too.
    never(() => purchase.tasks.send_back({ boardId: "b", taskId: "t" }));
    // @ts-expect-error the reason is required
    never(() => approval.tasks.reject({ boardId: "b", taskId: "t" }));
  });

  test("the app's own operations are methods beside the built-in ones", () => {
    expectTypeOf(purchase.tasks.nudge).toBeCallableWith({
      boardId: "b",
      taskId: "t",
      words: "Please",
    });
    expectTypeOf<Awaited<ReturnType<typeof purchase.tasks.nudge>>["words"]>().toEqualTypeOf<
      string | null
    >();
    // @ts-expect-error no such field
    never(() => purchase.tasks.nudge({ boardId: "b", taskId: "t", word: "Please" }));
    // @ts-expect-error not defined in this app
    never(() => approval.tasks.nudge({ boardId: "b", taskId: "t" }));
  });

  test("data has the types that are read back: a date is a text (A1)", () => {
    const money = z.custom<{ toJSON(): { cents: number } }>();
    const dated = approvalWorkflowFor({
      sale: {
        data: z.strictObject({ day: z.coerce.date(), days: z.array(z.date()).optional(), money }),
      },
    });
    type Sale = { day: string; days?: string[] | undefined; money: { cents: number } };
    const api = createTaskwire({ workflow: dated, roles: approvalRoles }).as({ userId: "u" });
    expectTypeOf<Awaited<ReturnType<typeof api.tasks.get>>["task"]["data"]>().toEqualTypeOf<Sale>();
    never(() =>
      defineTemplates(
        { workflow: dated, roles: approvalRoles },
        {
          sale: {
            version: 1,
            type: "sale",
            when: ({ data }) => data.day.startsWith("2026"),
            subtasks: {},
          },
        },
      ),
    );
    expectTypeOf<JsonOf<Set<string>>>().toBeNever();
    expectTypeOf<JsonOf<{ a: unknown; b: [bigint] }>>().toEqualTypeOf<{ a: unknown; b: [never] }>();
  });

  test("a workflow with an app's own types keeps the default states", () => {
    const own = approvalWorkflowFor({ sale: { data: z.strictObject({ plate: z.string() }) } });
    const api = createTaskwire({ workflow: own, roles: approvalRoles }).as({ userId: "u" });
    expectTypeOf<Awaited<ReturnType<typeof api.tasks.create>>["task"]["data"]>().toEqualTypeOf<{
      plate: string;
    }>();
    expectTypeOf(api.tasks.list).parameter(0).toHaveProperty("state");
    expectTypeOf(approvalWorkflow.data.states).toBeObject();
  });
});
