import { z } from "zod";
import { available } from "../../src/authorize/judge.ts";
import { command } from "../../src/engine/operation/definition.ts";
import { idSchema } from "../../src/model/id.ts";
import { approvalRoles } from "../../src/policy/approval-roles.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { approvalWorkflow } from "../../src/workflow/approval.ts";
import { defineTemplates } from "../../src/workflow/templates.ts";
import type { Misuse } from "./misuse.ts";

const roles = defineRoles({
  extends: approvalRoles,
  permissions: ["task.nudge"],
  roles: { ADMIN: { "task.nudge": true }, CLERK: { "task.read": true } },
});

const nudge = command({
  name: "tasks.nudge",
  target: "task",
  permission: "task.nudge",
  summary: "Remind the assignees.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/nudge" },
  input: z.strictObject({ boardId: idSchema, taskId: idSchema }),
  output: z.null(),
  run(context) {
    const { id, boardId } = context.task();
    const event = { topic: `board:${boardId}`, subject: id, audience: null };
    context.emit({ ...event, type: "task.nudged", data: { by: 5 } });
    return null;
  },
});

const create = () =>
  createTaskwire({
    roles,
    operations: { "tasks.nudge": nudge },
    events: { "task.nudged": z.strictObject({ by: z.string() }) },
    onError() {},
  });

/** An app with a board, a task, and dao as its ADMIN. */
export async function startNamed() {
  const taskwire = create();
  await taskwire.open();
  await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  await taskwire.system.users.put({ id: "nok", name: "Nok", role: "CLERK" });
  const dao = taskwire.as({ userId: "dao" });
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  const { task } = await dao.tasks.create({ boardId, title: "Sell" });
  return { taskwire, dao, on: { boardId, taskId: task.id } };
}

type Named = Awaited<ReturnType<typeof startNamed>>;

const inApp = (run: (app: Named) => unknown) => async () => run(await startNamed());

export const nameMisuses: readonly Misuse[] = [
  {
    what: "a person with a role that there isn't",
    run: inApp(({ taskwire }) =>
      // @ts-expect-error
      taskwire.system.users.put({ id: "mali", name: "Mali", role: "BOSSS" }),
    ),
    says: ['There is no role "BOSSS"', "ADMIN, ADMIN_LIMITED, CLERK"],
  },
  {
    what: "a member with a role that there isn't",
    run: inApp(({ dao, on: { boardId } }) =>
      // @ts-expect-error
      dao.members.add({ boardId, userId: "nok", role: "CLERC" }),
    ),
    says: 'There is no role "CLERC"',
  },
  {
    what: "another role for a member that there isn't",
    run: inApp(async ({ dao, on: { boardId } }) => {
      await dao.members.add({ boardId, userId: "nok", role: "ADMIN_LIMITED" });
      // @ts-expect-error
      return dao.members.change({ boardId, userId: "nok", role: "MANAGER" });
    }),
    says: 'There is no role "MANAGER"',
  },
  {
    what: "the app's own code through the function for adapters",
    run: inApp(({ taskwire }) => taskwire.call("system", "boards.create", { name: "Sales" })),
    says: ["belongs to the app's own code", "`taskwire.system`"],
  },
  {
    what: "the app's own code as a person",
    run: () => create().as({ userId: "system" }),
    says: "Use `taskwire.system`",
  },
  {
    what: "a mention group of a role that there isn't",
    // @ts-expect-error
    run: () => createTaskwire({ roles, mentions: { groups: { chiefs: { role: "BOSS" } } } }),
    says: ['The group "chiefs" needs a role', "there are ADMIN, ADMIN_LIMITED, CLERK"],
  },
  {
    what: "a mention group of a role of other roles",
    // @ts-expect-error
    run: () => createTaskwire({ mentions: { groups: { clerks: { role: "CLERK" } } } }),
    says: 'The group "clerks" needs a role',
  },
  ...["", " ", "\u200b", "two\nlines"].map((handle) => ({
    what: `a mention group called ${JSON.stringify(handle)}`,
    run: () => createTaskwire({ mentions: { groups: { [handle]: { role: "ADMIN" } } } }),
    says: [`The word ${JSON.stringify(handle)} for a group`, "one line that people can read"],
  })),
  {
    what: "a mention group in letters that look like taskwire's own group",
    run: () => createTaskwire({ mentions: { groups: { е\u0432eryone: { role: "ADMIN" } } } }),
    says: "mixes Latin and Cyrillic letters",
  },
  {
    what: "two mention groups with one name",
    run: () =>
      createTaskwire({
        mentions: { groups: { Chiefs: { role: "ADMIN" }, chiefs: { role: "ADMIN_LIMITED" } } },
      }),
    says: 'The groups "Chiefs" and "chiefs" have words that look alike',
  },
  {
    what: "a mention group with a word of taskwire's own group",
    run: () => createTaskwire({ mentions: { groups: { channel: { role: "ADMIN" } } } }),
    says: 'The groups "everyone" and "channel" have words that look alike',
  },
  {
    what: "a word for everyone that is a group too",
    run: () =>
      createTaskwire({
        mentions: { groups: { chiefs: { role: "ADMIN" } }, aliases: { chiefs: "everyone" } },
      }),
    says: 'The groups "everyone" and "chiefs" have words that look alike',
  },
  {
    what: "a template for a role that there isn't",
    run: () =>
      defineTemplates(
        { workflow: approvalWorkflow, roles },
        {
          one: {
            version: 1,
            type: "task",
            // @ts-expect-error
            subtasks: { a: { title: "A", assignee: { role: "CLERKS" } } },
          },
        },
      ),
    says: ['"a" goes to the role "CLERKS", which is not defined', "CLERK"],
  },
  {
    what: "a listener to an event that there isn't",
    // @ts-expect-error
    run: () => create().on("task.aproved", () => {}),
    says: ['No event has the type "task.aproved"', "task.approved"],
  },
  {
    what: "a listener to an event of the app's own that is misspelled",
    // @ts-expect-error
    run: () => create().on("task.nugded", () => {}),
    says: ['No event has the type "task.nugded"', "task.nudged"],
  },
  {
    what: "a reaction to an event that there isn't",
    // @ts-expect-error
    run: () => create().react("mail", "board.craeted", () => {}),
    says: ['No event has the type "board.craeted"', "board.created"],
  },
  {
    what: "a field that an event doesn't carry",
    // @ts-expect-error
    run: () => create().on("task.created", ({ data }) => data.subtask),
    says: null,
  },
  {
    what: "a field that an event of the app's own doesn't carry",
    // @ts-expect-error
    run: () => create().on("task.nudged", ({ data }) => data.byWhom),
    says: null,
  },
  {
    what: "a state that a task in an event can't have",
    // @ts-expect-error
    run: () => create().on("task.approved", ({ data }) => data.task.state === "zzz"),
    says: null,
  },
  {
    what: "an event whose data isn't what the app says",
    run: inApp(({ dao, on }) => dao.tasks.nudge(on)),
    says: ['An operation emits "task.nudged" with data that its schema', 'refuses at "by"'],
  },
  {
    what: "an event without a schema among those with one",
    // @ts-expect-error
    run: () => createTaskwire({ events: { "task.nudged": true } }),
    says: '"task.nudged" needs the schema of its data',
  },
  {
    what: "an event with data that JSON can't hold",
    run: () => createTaskwire({ events: { "task.nudged": z.strictObject({ at: z.date() }) } }),
    says: ['the data of "task.nudged" has a date at "at"', "use z.iso.datetime()"],
  },
  {
    what: "an event of the workflow as one of the app's own",
    run: () => createTaskwire({ events: ["task.approved"] }),
    says: 'The workflow "approval" has an event "task.approved"',
  },
  {
    what: "a webhook for events that there aren't",
    run: inApp(({ taskwire }) => {
      const hook = { id: "crm", url: "https://crm.example", secrets: [`whsec_${"A".repeat(32)}`] };
      // @ts-expect-error
      return taskwire.system.webhooks.put({ ...hook, types: ["task.nudged", "task.nudge"] });
    }),
    says: ['No event has the type "task.nudge"', "the nearest are task.nudged,"],
  },
  {
    what: "a sender of webhooks without a time limit",
    // @ts-expect-error
    run: () => createTaskwire({ webhooks: { send: async () => ({ status: 200 }) } }),
    says: ["timeoutMs is undefined", "the milliseconds in which every `send` ends"],
  },
  {
    what: "an action that a task doesn't have",
    // @ts-expect-error
    run: inApp(({ dao, on }) => dao.tasks.why({ ...on, action: "task.okk" })),
    says: [
      'A task has no action "task.okk"',
      "Its actions are edit, delete, approve,",
      " subtask.create,",
      "nudge",
    ],
  },
  {
    what: "a verdict on an action that a task doesn't have",
    // @ts-expect-error
    run: inApp(async ({ dao, on }) => (await dao.tasks.available(on)).task["task.okk"]),
    says: null,
  },
  {
    what: "a verdict on an action that a subtask doesn't have",
    // @ts-expect-error
    run: inApp(async ({ dao, on }) => (await dao.tasks.available(on)).subtasks.s?.["task.edit"]),
    says: null,
  },
  {
    what: "a verdict in a client's judge on an action that a task doesn't have",
    run: () => {
      const { definitions } = create();
      // @ts-expect-error
      return available({ actor: { userId: "dao", role: "ADMIN" } }, definitions)["task.okk"];
    },
    says: null,
  },
  {
    what: "decision links over plain HTTP, on which others could change the page",
    run: () => createTaskwire({ links: { url: "http://app.example.com/vote" } }),
    says: ["begins with https://", "Only localhost"],
  },
  {
    what: "an address of decision links with a space in it",
    run: () => createTaskwire({ links: { url: "https://app.example.com/vote " } }),
    says: ["begins with https://"],
  },
  {
    what: "an address of decision links that has a fragment already",
    run: () => createTaskwire({ links: { url: "https://app.example.com/#/vote" } }),
    says: "leave out the #",
  },
];
