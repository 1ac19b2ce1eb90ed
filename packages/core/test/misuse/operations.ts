import { z } from "zod";
import { command, query } from "../../src/engine/operation/definition.ts";
import { defineCollection } from "../../src/model/collection.ts";
import { idSchema } from "../../src/model/id.ts";
import { approvalRoles } from "../../src/policy/approval-roles.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { approvalWorkflow, approvalWorkflowFor } from "../../src/workflow/approval.ts";
import { defineTemplates } from "../../src/workflow/templates.ts";
import { roles as purchaseRoles, workflow as purchases, templatesOf } from "../support/purchase.ts";
import type { Misuse } from "./misuse.ts";

const onTask = { boardId: idSchema, taskId: idSchema };

const nudge = {
  name: "tasks.nudge",
  target: "task",
  permission: "task.read",
  summary: "Remind the assignees.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/nudge" },
  input: z.strictObject(onTask),
  output: z.null(),
  run: () => null,
} as const;

const report = {
  name: "reports.get",
  target: "app",
  permission: "anyone",
  summary: "Numbers of the month.",
  route: { method: "GET", path: "/reports" },
  input: z.strictObject({}),
  output: z.null(),
  run: () => null,
} as const;

/** Starts with one operation that differs from a sound one. */
const withCommand = (change: object) => () =>
  createTaskwire({ operations: { "tasks.nudge": command({ ...nudge, ...change }) } });
const withQuery = (change: object) => () =>
  createTaskwire({ operations: { "reports.get": query({ ...report, ...change }) } });
const route = (path: string, method = "POST") => ({ route: { method, path } });

/** Operations that are sound. */
export const soundOperations: readonly (() => unknown)[] = [
  withCommand({}),
  withQuery({}),
  withQuery({ input: z.object({ id: z.string() }), ...route("/reports/:id", "GET") }),
  withQuery({ input: z.strictObject({ since: z.coerce.date().optional() }) }),
  withCommand({ input: z.strictObject(onTask).transform((input) => input) }),
  withCommand({
    input: z.union([z.strictObject(onTask), z.strictObject({ ...onTask, a: z.string() })]),
  }),
  withCommand({ input: z.lazy(() => z.strictObject(onTask)) }),
  withQuery({ input: z.strictObject({ of: z.array(z.string()) }) }),
  withQuery({ input: z.strictObject({ filter: z.unknown() }), ...route("/reports") }),
  withCommand({ decides: true, input: z.strictObject({ ...onTask, version: z.int() }) }),
  withCommand({ decides: true, input: z.looseObject({ ...onTask, version: z.int().optional() }) }),
  withCommand({
    ...{ decides: true, input: z.strictObject({ ...onTask, version: z.coerce.number() }) },
  }),
  // Such callers need not name a version.
  () => {
    const workflow = approvalWorkflowFor(
      { task: { data: z.null() } },
      { decisionNeeds: "nothing" },
    );
    const operation = command({ ...nudge, decides: true });
    return createTaskwire({ workflow, operations: { "tasks.nudge": operation } } as never);
  },
  // Another method on a path that is taken.
  withCommand(route("/boards/:boardId/tasks/:taskId/approve", "PUT")),
];

interface Note {
  id: string;
  version: number;
  words: string;
}
const note = { name: "notes", fields: { words: "text" }, indexes: {}, versions: "own" } as const;
const withCollection = (change: object) => () =>
  createTaskwire({ collections: [defineCollection<Note>()({ ...note, ...change } as never)] });

export const operationMisuses: readonly Misuse[] = [
  {
    what: "an operation of the app on decision links",
    run: withCommand({ target: "link", permission: "link" }),
    says: "only taskwire's own operations take decision links",
  },
  {
    what: "a decision that can't name the version of the task",
    run: withCommand({ decides: true }),
    says: [
      'The operation "tasks.nudge": it decides, so its input needs the version of the task',
      "version: z.int()",
    ],
  },
  {
    what: "a decision whose version is a text",
    run: withCommand({ decides: true, input: z.strictObject({ ...onTask, version: z.string() }) }),
    says: "it decides, so its input needs the version of the task",
  },
  {
    what: "an operation with a permission that no role can grant",
    run: withCommand({ permission: "task.nudge" }),
    says: [
      'The operation "tasks.nudge": no role can grant "task.nudge"',
      'permissions: ["task.nudge"]',
    ],
  },
  {
    what: "an operation with a misspelled permission",
    run: withCommand({ permission: "task.aprove" }),
    says: ['no role can grant "task.aprove"', "nearest are task.approve"],
  },
  {
    what: "an operation of the app for members of a board",
    run: withQuery({ permission: "member" }),
    says: ['"member" means people on the board', 'use "anyone"'],
  },
  {
    what: "an operation on a task without its id",
    run: withCommand({ input: z.strictObject({ boardId: idSchema }), ...route("/nudge") }),
    says: ['the target "task" needs "taskId" in its input', "boardId: idSchema, taskId: idSchema"],
  },
  {
    what: "an operation on a task whose id may be left out",
    run: withCommand({ input: z.strictObject({ ...onTask, taskId: idSchema.optional() }) }),
    says: 'the target "task" needs "taskId" in its input',
  },
  {
    what: "an operation on a room whose input has one of two shapes without the room",
    run: withCommand({
      target: "room",
      input: z.union([
        z.strictObject({ boardId: idSchema, roomId: idSchema }),
        z.strictObject({ boardId: idSchema }),
      ]),
      ...route("/nudge"),
    }),
    says: 'the target "room" needs "roomId" in its input',
  },
  {
    what: "an operation with a number as the board's id",
    run: withCommand({ input: z.strictObject({ ...onTask, boardId: z.number() }) }),
    says: 'the target "task" needs "boardId" in its input',
  },
  {
    what: "an operation on something that there isn't",
    run: withCommand({ target: "tasks" }),
    says: ['there is no target "tasks"', "there are app, board, task,"],
  },
  {
    what: "a parameter of the path that the input doesn't have",
    run: withQuery(route("/reports/:nope", "GET")),
    says: 'its path has ":nope", and its input has no such field',
  },
  {
    what: "a misspelled parameter of the path",
    run: withCommand(route("/boards/:boardId/tasks/:taskid/nudge")),
    says: ['its path has ":taskid"', "there are boardId, taskId"],
  },
  {
    what: "a parameter of the path that the input takes as a number",
    run: withQuery({ input: z.strictObject({ year: z.int() }), ...route("/reports/:year", "GET") }),
    says: ['":year" in its path is a text', "use z.string()"],
  },
  {
    what: "a parameter twice in a path",
    run: withCommand(route("/boards/:boardId/tasks/:taskId/:taskId")),
    says: 'has the parameter ":taskId" twice',
  },
  ...[
    "reports",
    "/reports/",
    "//reports",
    "/reports/*",
    "/reports/:",
    "/reports/{id}",
    "/a?b",
    "/:a:b",
    "/a b",
    "",
  ].map((path) => ({
    what: `the path "${path}"`,
    run: withQuery(route(path, "GET")),
    says: [`its path "${path}" is not a path`, 'e.g. "/boards/:boardId/nudges"'],
  })),
  ...["/reports/../me", "/./reports", "/reports/.."].map((path) => ({
    what: `the path "${path}", which no client can ask for`,
    run: withQuery(route(path, "GET")),
    says: [`its path "${path}" has a part of dots only`, "clients leave such parts out"],
  })),
  {
    what: "a path of the adapter's own",
    run: withQuery(route("/health", "GET")),
    says: 'the path "/health" is the adapter\'s own',
  },
  {
    what: "a second GET /me",
    run: withQuery(route("/me", "GET")),
    says: ['"reports.get" has the route GET /me, which "users.me" has', "give it another one"],
  },
  {
    what: "the route of a built-in operation with other names of parameters",
    run: withCommand({
      input: z.strictObject({ ...onTask, task: z.string(), board: z.string() }),
      ...route("/boards/:board/tasks/:task/approve"),
    }),
    says: 'which "tasks.approve" has',
  },
  {
    what: "one route for two operations",
    run: () =>
      createTaskwire({
        operations: {
          "reports.get": query({
            ...report,
            input: z.object({ a: z.string() }),
            route: { method: "GET", path: "/reports/:a" },
          }),
          "reports.read": query({
            ...report,
            name: "reports.read",
            input: z.object({ b: z.string() }),
            route: { method: "GET", path: "/reports/:b" },
          }),
        },
      }),
    says: '"reports.read" has the route GET /reports/:b, which "reports.get" has',
  },
  {
    what: "a method that there isn't",
    run: withCommand(route("/nudge", "FETCH")),
    says: "its route needs a method: GET, POST,",
  },
  {
    what: "an operation without a route",
    run: withCommand({ route: undefined }),
    says: "its route needs a method: GET, POST,",
  },
  {
    what: "a query with POST",
    run: withQuery(route("/reports", "POST")),
    says: ["it is a query, so its route is a GET, not a POST", "define it with command"],
  },
  {
    what: "a query with DELETE",
    run: withQuery(route("/reports", "DELETE")),
    says: "it is a query, so its route is a GET, not a DELETE",
  },
  {
    what: "a GET with a field that no query string holds",
    run: withQuery({ input: z.strictObject({ filter: z.strictObject({ a: z.string() }) }) }),
    says: ['its field "filter" doesn\'t fit into a query string', "use POST"],
  },
  {
    what: "a command with GET",
    run: withCommand(route("/boards/:boardId/tasks/:taskId/nudge", "GET")),
    says: ["it is a command, and a GET must not change anything", "define it with query"],
  },
  {
    what: "an operation without run",
    run: withCommand({ run: undefined }),
    says: 'The operation "tasks.nudge" has no `run`',
  },
  {
    what: "an operation that nobody defined",
    // @ts-expect-error
    run: () => createTaskwire({ operations: { "tasks.nudge": nudge } }),
    says: "give what command({ … }) or query({ … }) returned",
  },
  {
    what: "nothing for an operation",
    // @ts-expect-error
    run: () => createTaskwire({ operations: { "tasks.nudge": undefined } }),
    says: "give what command({ … }) or query({ … }) returned",
  },
  {
    what: "an operation under another name",
    run: () => createTaskwire({ operations: { "task.nudge": command(nudge) } }),
    says: 'under "task.nudge" is named "tasks.nudge"; give both one name',
  },
  {
    what: "an operation with the name of a built-in one",
    run: () =>
      createTaskwire({
        operations: { "tasks.create": command({ ...nudge, name: "tasks.create" }) },
      }),
    says: 'taskwire has an operation "tasks.create"',
  },
  {
    what: "an operation whose noun every object has",
    run: () =>
      createTaskwire({
        operations: { "toString.call": query({ ...report, name: "toString.call" }) },
      }),
    says: 'has the word "toString", which JavaScript objects use themselves',
  },
  {
    what: "an operation whose verb JSON looks for",
    run: () =>
      createTaskwire({
        operations: { "reports.toJSON": query({ ...report, name: "reports.toJSON" }) },
      }),
    says: 'has the word "toJSON", which JavaScript objects use themselves',
  },
  {
    what: "an operation whose noun a client has for itself",
    run: () =>
      createTaskwire({
        operations: { "status.get": query({ ...report, name: "status.get" }) },
      }),
    says: ['The operation "status.get" has the noun "status"', "a property of every client"],
  },
  {
    what: "an operation that would make its noun a promise",
    run: () =>
      createTaskwire({
        operations: { "reports.then": query({ ...report, name: "reports.then" }) },
      }),
    says: 'has the word "then"',
  },
  {
    what: "an operation without a summary",
    run: withCommand({ summary: "" }),
    says: "it needs a `summary`",
  },
  {
    what: "an input that is no object",
    run: withQuery({ input: z.null() }),
    says: "its input has to be an object, e.g. z.strictObject",
  },
  {
    what: "an input without a schema",
    run: withQuery({ input: {} }),
    says: "its input is not a zod schema",
  },
  {
    what: "a Date in an output",
    run: withQuery({ output: z.strictObject({ at: z.date() }) }),
    says: ['its output has a date at "at", which JSON can\'t hold', "use z.iso.datetime()"],
  },
  {
    what: "a Map in an output",
    run: withQuery({ output: z.map(z.string(), z.string()) }),
    says: ["its output has a map", "use z.record"],
  },
  {
    what: "nothing as an output",
    run: withQuery({ output: z.void() }),
    says: ["its output has a void", "use z.null()"],
  },
  {
    what: "a transformed output",
    run: withQuery({ output: z.string().transform(Number) }),
    says: ["its output has a transform", "add .pipe(schema)"],
  },
  {
    what: "a bigint in an input",
    run: withQuery({ input: z.strictObject({ cents: z.bigint() }) }),
    says: ['its input has a bigint at "cents"', "z.int()"],
  },
  {
    what: "roles of another workflow",
    run: () => createTaskwire({ workflow: purchases, roles: approvalRoles }),
    says: [
      'roles: they have no permission "task.agree"',
      'The workflow is "purchase"',
      "give both the same workflow",
    ],
  },
  {
    what: "a workflow that the roles were not made for",
    run: () => createTaskwire({ roles: purchaseRoles }),
    says: ['roles: they have no permission "task.approve"', 'they are for "purchase"'],
  },
  {
    what: "roles that were changed after they were defined",
    run: () => {
      const conditions = {
        own: { not: { equals: ["task.decision.bye", "actor.userId"] } },
      } as const;
      const { roles } = approvalRoles.data;
      return createTaskwire({ roles: { ...approvalRoles, data: { roles, conditions } } });
    },
    says: ['names the condition "requester", which is not defined', "there are own"],
  },
  {
    what: "roles whose conditions read data of another workflow",
    run: () => {
      const sale = approvalWorkflowFor({ sale: { data: z.strictObject({ price: z.number() }) } });
      const roles = defineRoles({
        workflow: sale,
        conditions: { small: { atMost: ["task.data.price", 5] } },
        roles: { ADMIN: { "task.read": true, "task.approve": ["small"] } },
      });
      return createTaskwire({ workflow: approvalWorkflow, roles });
    },
    says: 'Condition "small": there is no field "task.data.price"',
  },
  {
    what: "templates of another workflow",
    run: () => createTaskwire({ templates: templatesOf(1) }),
    says: [
      'Template "large": the task type "purchase" is not among the workflow\'s types',
      "there are task",
    ],
  },
  {
    what: "templates of another workflow with a type of the same name",
    run: () => {
      const workflow = approvalWorkflowFor({
        task: { data: z.strictObject({ price: z.number() }) },
      });
      const templates = defineTemplates(
        { workflow, roles: approvalRoles },
        { dear: { version: 1, type: "task", when: ({ data }) => data.price > 5, subtasks: {} } },
      );
      return createTaskwire({ templates });
    },
    says: [
      'whose task type "task" has other data',
      "Give the same workflow to defineTemplates and to createTaskwire",
    ],
  },
  {
    what: "templates for roles that there aren't",
    run: () => {
      const roles = defineRoles({
        extends: approvalRoles,
        roles: { CLERK: { "task.read": true } },
      });
      const templates = defineTemplates(
        { workflow: approvalWorkflow, roles },
        {
          one: {
            version: 1,
            type: "task",
            subtasks: { a: { title: "A", assignee: { role: "CLERK" } } },
          },
        },
      );
      return createTaskwire({ templates });
    },
    says: ['"a" goes to the role "CLERK", which is not defined', "there are ADMIN, ADMIN_LIMITED"],
  },
  {
    what: "a collection with the name of a built-in one",
    run: withCollection({ name: "tasks" }),
    says: 'The collection "tasks": there is a collection with this name already',
  },
  {
    what: "two collections with one name",
    run: () => createTaskwire({ collections: [note, { ...note }] }),
    says: 'The collection "notes": there is a collection with this name already',
  },
  {
    what: "a collection with a storage's own name",
    run: withCollection({ name: "taskwire_events" }),
    says: "names that begin with taskwire_",
  },
  ...["Notes", "my notes", "", "1st", "a".repeat(64), "n;drop"].map((name) => ({
    what: `a collection called "${name}"`,
    run: withCollection({ name }),
    says: "small letters, digits and _, and has to begin with a letter",
  })),
  {
    what: "a collection with a field that every record has",
    run: withCollection({ fields: { words: "text", version: "integer" } }),
    says: 'every record has "version" by itself',
  },
  {
    what: "a collection with two fields that differ by case",
    run: withCollection({ fields: { words: "text", Words: "text" } }),
    says: '"words" and "Words" differ by case only',
  },
  {
    what: "a collection with a field of an unknown type",
    run: withCollection({ fields: { words: "string" } }),
    says: ['its field "words" is "string"', "there are text, integer,"],
  },
  {
    what: "a collection with an index over no field",
    run: withCollection({ indexes: { by: ["taskId"] } }),
    says: ['its index "by" has a field "taskId"', "there are words"],
  },
  {
    what: "a collection with a partial index over numbers",
    run: withCollection({
      fields: { cents: "integer" },
      indexes: { by: ["cents"] },
      partial: { by: { field: "cents", values: ["1"] } },
    }),
    says: ["its `partial` needs entries like", "at least one value"],
  },
  {
    what: "a collection without versions",
    run: withCollection({ versions: undefined }),
    says: 'its `versions` are "topic", or "own"',
  },
];
