import { describe, expect, test } from "vitest";
import { z } from "zod";
import { builtInOperations } from "../src/operations/all.ts";
import { approvalRoles } from "../src/policy/approval-roles.ts";
import type { Roles } from "../src/policy/defined-roles.ts";
import { defineRoles } from "../src/policy/roles.ts";
import { approvalWorkflow, approvalWorkflowFor } from "../src/workflow/approval.ts";
import { defineTemplates } from "../src/workflow/templates.ts";
import { defineWorkflow } from "../src/workflow/workflow.ts";

// Most of these mistakes are compile errors too. The tests are for JavaScript and for definitions
// read from a file.
const defineAnyWorkflow = defineWorkflow as unknown as (
  definition: object,
) => ReturnType<typeof approvalWorkflowFor>;
const defineAnyRoles = defineRoles as unknown as (definition: object) => unknown;
const defineAnyTemplates = defineTemplates as unknown as (
  definitions: object,
  templates: object,
) => unknown;

const sound = {
  name: "purchase",
  initial: "asked",
  states: {
    asked: { kind: "waiting" },
    ordered: { kind: "working" },
    received: { kind: "done" },
    denied: { kind: "dropped" },
  },
  actions: {
    order: { from: "asked", to: "ordered" },
    deny: { from: "asked", to: "denied" },
    receive: { from: "ordered", to: "received", trigger: "subtasks.done" },
  },
  types: { purchase: { data: z.null() } },
};

describe("defineWorkflow", () => {
  test("accepts a sound definition and fills in the defaults", () => {
    const { data } = defineAnyWorkflow(sound);
    expect(data).toEqual({
      name: "purchase",
      initial: "asked",
      states: sound.states,
      version: 1,
      editable: ["asked"],
      resumable: [],
      selfApproval: "refuse",
      decisionNeeds: "version",
      edits: "void",
      actions: {
        order: {
          from: ["asked"],
          to: "ordered",
          event: "task.order",
          trigger: "person",
          decision: false,
          reason: "none",
        },
        deny: {
          from: ["asked"],
          to: "denied",
          event: "task.deny",
          trigger: "person",
          decision: false,
          reason: "none",
        },
        receive: {
          from: ["ordered"],
          to: "received",
          event: "task.receive",
          trigger: "subtasks.done",
          decision: false,
          reason: "none",
        },
      },
    });
  });

  const { actions, states } = sound;
  const lost = { lost: { kind: "done" } };
  const wrong: readonly [what: string, change: object, says: string][] = [
    ["no task types", { types: {} }, "it has no task types"],
    [
      "a state with an invalid name",
      { states: { ...states, "Not ok": { kind: "done" } } },
      `"Not ok" can't be a name`,
    ],
    [
      "an action with an invalid name",
      { actions: { ...actions, "do-it": actions.order } },
      `"do-it" can't be a name`,
    ],
    [
      "a type with an invalid name",
      { types: { "1st": { data: z.null() } } },
      `"1st" can't be a name`,
    ],
    [
      "a state named __proto__",
      { states: { ...states, ...JSON.parse('{"__proto__":{"kind":"done"}}') } },
      `"__proto__" can't be a name`,
    ],
    [
      "an initial state that does not exist",
      { initial: "gone" },
      'the initial state "gone" is not among its states',
    ],
    [
      "an initial state from the prototype",
      { initial: "constructor" },
      'the initial state "constructor" is not among',
    ],
    [
      "an initial state that doesn't wait",
      { initial: "ordered" },
      '"ordered" has to be of kind "waiting"',
    ],
    [
      "an action named like an operation",
      { actions: { ...actions, edit: actions.deny } },
      '"edit" has the name of an operation',
    ],
    [
      "an event that is already in use",
      { actions: { ...actions, deny: { ...actions.deny, event: "subtask.completed" } } },
      'the event "subtask.completed" of "deny" is taken',
    ],
    [
      "an action from a missing state",
      { actions: { ...actions, deny: { from: "gone", to: "denied" } } },
      '"deny" names the state "gone"',
    ],
    [
      "an action to a missing state",
      { actions: { ...actions, deny: { from: "asked", to: "toString" } } },
      '"deny" names the state "toString"',
    ],
    [
      "a state that nothing leads to",
      { states: { ...states, ...lost } },
      'no action leads to the state "lost"',
    ],
    [
      "a waiting state without an action",
      { states: { ...states, denied: { kind: "waiting" } } },
      'the state "denied" is a dead end: it is waiting',
    ],
    [
      "a working state without an action",
      { states: { ...states, denied: { kind: "working" } } },
      'the state "denied" is a dead end: it is working',
    ],
    [
      "a need of decisions that there isn't (B9)",
      { decisionNeeds: "versoin" },
      '`decisionNeeds` is "versoin"',
    ],
    ["a fate of edits that there isn't (B7)", { edits: "lok" }, '`edits` is "lok"'],
    ["a version below 1", { version: 0 }, "its version is 0; give a whole number, 1 or more"],
    [
      "a renamed state that is there (B6)",
      { renamed: { asked: "ordered" } },
      '`renamed` has "asked", which is among its states',
    ],
    [
      "a state renamed to one that is not there (B6)",
      { renamed: { review: "orderd" } },
      '"review" is "orderd" now, which is not among its states',
    ],
    [
      "two actions for one trigger",
      { actions: { ...actions, finish: actions.receive } },
      'two actions leave "ordered" on "subtasks.done"',
    ],
    [
      "completion from a state that isn't working",
      {
        actions: { ...actions, done: { from: "asked", to: "received", trigger: "subtasks.done" } },
      },
      'leaves "asked", which is waiting; it can only leave a state of kind "working"',
    ],
    [
      "reopening from a state that isn't done",
      {
        actions: {
          ...actions,
          back: { from: "ordered", to: "ordered", trigger: "subtask.reopened" },
        },
      },
      'leaves "ordered", which is working; it can only leave a state of kind "done"',
    ],
    [
      "reopening to a state that isn't working",
      {
        actions: {
          ...actions,
          back: { from: "received", to: "denied", trigger: "subtask.reopened" },
        },
      },
      '"back" leads to "denied", which is dropped',
    ],
    [
      "completion to a state that isn't done",
      {
        actions: {
          ...actions,
          receive: { ...actions.receive, to: "denied" },
          keep: { from: "asked", to: "received" },
        },
      },
      '"receive" leads to "denied", which is dropped',
    ],
    [
      "an unknown kind",
      { states: { ...states, received: { kind: "finished" } } },
      'the state "received" is of kind "finished"',
    ],
  ];

  test.each(wrong)("refuses %s", (_what, change, says) => {
    expect(() => defineAnyWorkflow({ ...sound, ...change })).toThrow(`Workflow "purchase":`);
    expect(() => defineAnyWorkflow({ ...sound, ...change })).toThrow(says);
  });
});

test("no action of a workflow can have the name of an operation on tasks", () => {
  const { actions } = sound;
  const names = Object.keys(builtInOperations(defineAnyWorkflow(sound), {}))
    .filter((name) => name.startsWith("tasks."))
    .map((name) => name.slice("tasks.".length))
    .filter((name) => !Object.hasOwn(actions, name));
  expect(names).toContain("create");
  const refusals = names.map((name) => {
    const change = { actions: { ...actions, [name]: actions.deny } };
    try {
      return `${name}: ${defineAnyWorkflow({ ...sound, ...change })}`;
    } catch (error) {
      return String(error);
    }
  });
  expect(refusals).toEqual(
    names.map((name) => expect.stringContaining(`the action "${name}" has the name of an`)),
  );
});

describe("a workflow's events", () => {
  test("may have the same name for two actions, which their data tells apart", () => {
    const deny = { ...sound.actions.deny, event: "task.order" };
    expect(() =>
      defineAnyWorkflow({ ...sound, actions: { ...sound.actions, deny } }),
    ).not.toThrow();
  });
});

describe("defineRoles", () => {
  const define =
    (roles: object, more: object = {}) =>
    () =>
      defineAnyRoles({ workflow: approvalWorkflow, roles, ...more });

  test("accepts permissions of the workflow, of taskwire and of the app, and the app's conditions", () => {
    const conditions = { small: { is: ["task.title", "small"] }, lucky: () => true };
    const roles = {
      CHIEF: {
        "task.approve": ["small", "lucky", "requester"],
        "user.put": true,
        "report.read": true,
      },
    };
    expect(define(roles, { conditions, permissions: ["report.read"] })).not.toThrow();
  });

  const wrong: readonly [what: string, roles: object, says: string][] = [
    ["a role called system", { system: {} }, 'The role "system" is the host\'s own code'],
    [
      "an unknown permission",
      { A: { "task.aprove": true } },
      'Role "A": there is no permission "task.aprove"',
    ],
    [
      "a permission of the prototype",
      { A: { constructor: true } },
      'there is no permission "constructor"',
    ],
    [
      "an unknown condition",
      { A: { "task.edit": ["requestor"] } },
      'names the condition "requestor"',
    ],
    [
      "a condition of the prototype",
      { A: { "task.edit": ["toString"] } },
      'names the condition "toString"',
    ],
    [
      "reading by another condition than `involved`",
      { A: { "task.read": ["requester"] } },
      '"task.read" is true or ["involved"]',
    ],
    [
      "reading by two conditions",
      { A: { "task.read": ["involved", "requester"] } },
      '"task.read" is true or ["involved"]',
    ],
    [
      "a grant that is neither true nor a list",
      { A: { "task.edit": false } },
      'Role "A": "task.edit" is true or a list of conditions',
    ],
    [
      "a grant without a condition",
      { A: { "task.edit": [] } },
      'Role "A": "task.edit" is true or a list of conditions',
    ],
  ];
  test.each(wrong)("refuses %s", (_what, roles, says) => {
    expect(define(roles)).toThrow(says);
  });

  test("refuses an app's condition with the name of a built-in one, which would change its meaning", () => {
    expect(define({}, { conditions: { requester: () => true } })).toThrow(
      'The condition "requester" is built in',
    );
  });
});

describe("defineRoles with extends", () => {
  const extended = (roles: object, more: object = {}) =>
    defineAnyRoles({ extends: approvalRoles, roles, ...more }) as Roles;

  test("begins with the grants of the other roles, adds some, replaces some, and takes some away", () => {
    const { data } = extended({
      ADMIN: { "member.add": false, "task.approve": ["requester"], "user.put": true },
      AUDITOR: { "task.read": true },
    });
    const { "member.add": _, ...others } = approvalRoles.data.roles.ADMIN ?? {};
    expect(data.roles).toEqual({
      ADMIN: { ...others, "task.approve": ["requester"], "user.put": true },
      ADMIN_LIMITED: approvalRoles.data.roles.ADMIN_LIMITED,
      AUDITOR: { "task.read": true },
    });
    expect(approvalRoles.data.roles.ADMIN).toHaveProperty(["member.add"], true);
  });

  test("keeps conditions, functions and permissions through several extensions", () => {
    const calm = () => true;
    const first = extended(
      { CHIEF: { "report.read": ["calm", "small"] } },
      { permissions: ["report.read"], conditions: { calm, small: { is: ["task.title", "s"] } } },
    );
    const second = defineAnyRoles({
      extends: first,
      roles: { CLERK: { "report.read": ["calm"] } },
    }) as Roles;
    expect(second.server).toEqual({ calm });
    expect(second.permissions).toEqual(["report.read"]);
    expect(second.data.roles).toHaveProperty(["CHIEF", "report.read"], ["calm", "small"]);
    expect(second.data.conditions).toMatchObject({ small: { is: ["task.title", "s"] } });
  });

  test.each<[string, object, object, string]>([
    [
      "removing a permission that isn't granted",
      { ADMIN_LIMITED: { "member.add": false } },
      {},
      '"member.add" is not granted by the roles that it extends',
    ],
    [
      "removing a permission from an unknown role",
      { ADMN: { "task.read": false } },
      {},
      'Role "ADMN"',
    ],
    [
      "a condition that the extended roles have",
      {},
      { conditions: { involved: () => true } },
      'The condition "involved" is built in',
    ],
    [
      "a workflow without the actions of the extended roles",
      {},
      { workflow: defineAnyWorkflow(sound) },
      'Role "ADMIN": there is no permission "task.approve"',
    ],
  ])("refuses %s", (_what, roles, more, says) => {
    expect(() => extended(roles, more)).toThrow(says);
  });

  test("takes another workflow with the same actions, whose data its own conditions read", () => {
    const workflow = approvalWorkflowFor({ sale: { data: z.strictObject({ price: z.number() }) } });
    const small = { atMost: ["task.data.price", 5] };
    expect(() => extended({}, { conditions: { small } })).toThrow('no field "task.data.price"');
    expect(() => extended({}, { conditions: { small }, workflow })).not.toThrow();
  });

  test("says what is missing without a workflow", () => {
    expect(() => defineAnyRoles({ roles: {} })).toThrow("defineRoles needs `workflow`");
  });
});

describe("defineTemplates", () => {
  const define =
    (subtasks: object, more: object = {}) =>
    () =>
      defineAnyTemplates(
        { workflow: approvalWorkflow, roles: approvalRoles },
        { sale: { version: 1, type: "task", subtasks, ...more } },
      );
  const part = { title: "A", assignee: "nobody" };

  test("accepts an order without cycles, written in any order", () => {
    expect(
      define({ c: { ...part, after: ["a", "b"] }, a: part, b: { ...part, after: ["a"] } }),
    ).not.toThrow();
  });

  const wrong: [what: string, subtasks: object, more: object, says: string][] = [
    [
      "an unknown type",
      { a: part },
      { type: "sale" },
      'the task type "sale" is not among the workflow\'s types',
    ],
    [
      "a type of the prototype",
      { a: part },
      { type: "constructor" },
      'the task type "constructor" is not among',
    ],
    [
      "an unknown role",
      { a: { ...part, assignee: { role: "CLERK" } } },
      {},
      '"a" goes to the role "CLERK", which is not defined',
    ],
    [
      "a subtask after an unknown one",
      { a: { ...part, after: ["b"] } },
      {},
      '"a" comes after "b", which is not among its subtasks',
    ],
    ["a subtask after itself", { a: { ...part, after: ["a"] } }, {}, '"a" comes after itself'],
    [
      "a circle",
      { a: { ...part, after: ["c"] }, b: { ...part, after: ["a"] }, c: { ...part, after: ["b"] } },
      {},
      '"a" comes after itself, through c, b, a',
    ],
    ...(
      [
        ["that is empty", "", "This is empty"],
        ["without a visible character", "\u2800", "This is empty"],
        ["of two lines", "a\nb", "This has a line break"],
        ["that changes the direction", "a\u202eb", "This has an invisible character"],
        ["of 300 characters", "a".repeat(300), "The text is longer than 200 characters"],
        ["that is a number", 7, "Invalid input: expected string"],
      ] as const
    ).map(([what, title, says]): (typeof wrong)[number] => [
      `a title ${what}`,
      { a: { ...part, title } },
      {},
      `the title of "a" is wrong: ${says}`,
    ]),
    ...(
      [
        [{ days: 1e9 }, "has 1000000000 days; give a number above 0, up to 3650"],
        [{ days: -1 }, "has -1 days; give a number above 0"],
        [{ days: 2, hours: 0 }, "has 0 hours; give a number above 0, up to 87600"],
        [{ days: -0.5 }, "has -12 hours; give a number above 0"],
        [{ hours: Number.NaN }, "has NaN hours"],
        [{ workDays: "2" }, "has 2 workDays"],
        [{ dayz: 2 }, "needs one unit: { hours: 4 }"],
        [{ workDays: 1, hours: 2 }, "needs one unit: { hours: 4 }"],
        [{}, "needs one unit: { hours: 4 }"],
        ["2", "needs one unit: { hours: 4 }"],
        [null, "needs one unit: { hours: 4 }"],
      ] as const
    ).map(([due, says]): (typeof wrong)[number] => [
      `the due span ${JSON.stringify(due)}`,
      { a: { ...part, due } },
      {},
      `\`due\` of "a" ${says}`,
    ]),
  ];
  test.each(wrong)("refuses %s", (_what, subtasks, more, says) => {
    expect(define(subtasks, more)).toThrow('Template "sale":');
    expect(define(subtasks, more)).toThrow(says);
  });

  test.each([{ days: 2 }, { hours: 0.5 }, { days: 1.5, hours: 4 }, { workHours: 4 }, undefined])(
    "accepts the due span %j",
    (due) => {
      expect(define({ a: { ...part, due } })).not.toThrow();
    },
  );
});
