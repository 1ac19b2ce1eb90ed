import { expect, test } from "vitest";
import { z } from "zod";
import { query } from "../src/engine/operation/definition.ts";
import { approvalRoles } from "../src/policy/approval-roles.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { approvalWorkflow } from "../src/workflow/approval.ts";
import { defineTemplates } from "../src/workflow/templates.ts";
import { roles, workflow } from "./support/purchase.ts";

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  { one: { version: 1, type: "task", subtasks: {} } },
);
const nudge = query({
  name: "nudge.",
  target: "app",
  permission: "anyone",
  summary: "Nudge.",
  route: { method: "GET", path: "/nudge" },
  input: z.strictObject({}),
  output: z.null(),
  run: () => null,
});

// The compiler refuses these too. The tests are for JavaScript.
test.each<[string, object, string]>([
  ["a misspelled option", { storge: {} }, 'no option "storge"; there are storage, '],
  [
    "a misspelled limit",
    { limits: { callPerSecond: 1 } },
    'no limit "callPerSecond"; there are frameBytes, ',
  ],
  ["a limit that is no number", { limits: { callBurst: "10" } }, 'The limit "callBurst" is 10'],
  [
    "a limit that is NaN",
    { limits: { callBurst: Number.NaN } },
    'The limit "callBurst" is NaN; give a number from 0',
  ],
  [
    "a misspelled quota",
    { quotas: { openRequest: 1 } },
    'no quota "openRequest"; there are roomsCreated, ',
  ],
  [
    "a quota that is no whole number",
    { quotas: { openRequests: 1.5 } },
    'The quota "openRequests" is 1.5; give a whole number from 0, or null',
  ],
  [
    "a quota that is NaN",
    { quotas: { bytesPerDay: Number.NaN } },
    'The quota "bytesPerDay" is NaN; give a whole number from 0, or null',
  ],
  [
    "more subtasks than a task can have",
    { quotas: { subtasksPerTask: 101 } },
    'The quota "subtasksPerTask" is 101; a task has at most 100',
  ],
  [
    "a number for the app's own code",
    { quotas: { system: 100 } },
    'The quota option "system" is 100; give true',
  ],
  [
    "a workflow that was changed after it was defined",
    { workflow: { ...workflow, data: { ...workflow.data, initial: "gone" } } },
    'Workflow "purchase": the initial state "gone" is not among its states',
  ],
  ["an event of one word", { events: ["nudged"] }, 'events: "nudged" needs a noun'],
  [
    "an event of taskwire's own",
    { events: ["room.left"] },
    'taskwire has an event "room.left"; give yours another',
  ],
  ["a path for a storage", { storage: "app.db" }, "storage: give what sqliteStorage(…) returned"],
  [
    "a URL for a transport",
    { transport: "redis://127.0.0.1" },
    "transport: give what memoryTransport()",
  ],
  [
    "a workflow that is only its definition",
    { workflow: { name: "w" } },
    "workflow: give what defineWorkflow returned",
  ],
  [
    "roles that are only their definition",
    { roles: { A: {} } },
    "roles: give what defineRoles returned",
  ],
  [
    "an own workflow without roles for it",
    { workflow },
    'roles: they have no permission "task.agree". The workflow is "purchase", and they are for "approval"',
  ],
  [
    "templates of another workflow",
    { workflow, roles, templates },
    'Template "one": the task type "task"',
  ],
  [
    "an operation without a verb",
    { operations: { "nudge.": nudge } },
    'The operation "nudge." needs a noun and a verb',
  ],
  [
    "a group of an unknown role",
    { mentions: { groups: { chiefs: { role: "BOSS" } } } },
    'needs a role: { chiefs: { role: "…" } }',
  ],
  [
    "a group that is only its role",
    { mentions: { groups: { chiefs: "ADMIN" } } },
    "there are ADMIN, ADMIN_LIMITED",
  ],
  [
    "a built-in group",
    { mentions: { groups: { here: { role: "ADMIN" } } } },
    'taskwire has a group "here"',
  ],
  [
    "an alias the wrong way round",
    { mentions: { aliases: { here: "ทีม" } } },
    'The alias "here" has to mean "everyone" or',
  ],
  [
    "groups in the wrong place",
    { mentions: { admins: {} } },
    '`mentions` has no part "admins"; there are groups, ',
  ],
])("refuses %s at once, and names the cure", (_, options, message) => {
  expect(() => createTaskwire(options)).toThrow(message);
});

test("a template's assignee must be one of the rules", () => {
  const wrong = {
    version: 1,
    type: "task",
    subtasks: { sell: { title: "Sell", assignee: "createor" } },
  } as const;
  const definitions = { workflow: approvalWorkflow, roles: approvalRoles };
  // @ts-expect-error the compiler says so too
  expect(() => defineTemplates(definitions, { wrong })).toThrow(
    '"sell" needs an assignee: "creator", "nobody"',
  );
});

test("a call in process names its user, and its key must have the form of every key", async () => {
  const taskwire = createTaskwire();
  await taskwire.open();
  expect(() => taskwire.as("dao" as never)).toThrow('taskwire.as({ userId: "…" })');
  const short = taskwire.system.boards.create({ name: "A" }, { key: "short" });
  await expect(short).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("8 to 128"),
  });
  await taskwire.close();
});
