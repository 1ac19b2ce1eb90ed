import {
  approvalRoles,
  approvalWorkflow,
  createTaskwire,
  type Operation,
  type RolesData,
  toMermaid,
} from "@taskwire/core";

/** Pages of the docs that are outputs of the code, by path. */
export function generatedDocs(): { readonly [path: string]: string } {
  return { "docs/workflow.md": workflowPage(), "docs/operations.md": operationsPage() };
}

const note = "<!-- Written by `npm run docs` from the code; a test compares. -->";

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function workflowPage(): string {
  const { states, actions } = approvalWorkflow.data;
  return `---
title: The default workflow
---

${note}

# The default workflow

\`\`\`mermaid
${toMermaid(approvalWorkflow)}\`\`\`

## States

What a state means to everything that doesn't know it by name is its kind.

${table(
  ["state", "kind"],
  Object.entries(states).map(([state, { kind }]) => [`\`${state}\``, kind]),
)}

## Actions

${table(
  ["action", "from", "to", "event", "set off by", "reason"],
  Object.entries(actions).map(([name, { from, to, event, trigger, reason, decision }]) => [
    `\`${name}\`${decision ? " (a decision)" : ""}`,
    from.join(", "),
    to,
    `\`${event}\``,
    {
      person: "a person",
      "subtasks.done": "the last subtask, or a person if there are none",
      "subtask.reopened": "a subtask being reopened",
    }[trigger],
    reason,
  ]),
)}

A decision may not be taken by who asked for the task, unless the workflow says \`selfApproval: "allow"\`.

## Permissions of the default roles

yes: always. A name: only if that condition holds. Empty: never.

${permissionTable(approvalRoles.data)}
`;
}

function permissionTable({ roles }: RolesData): string {
  const names = Object.keys(roles);
  const permissions = [...new Set(names.flatMap((role) => Object.keys(roles[role] ?? {})))];
  const cell = (role: string, permission: string) => {
    const grant = roles[role]?.[permission];
    return grant === true ? "yes" : (grant?.join(" or ") ?? "");
  };
  const rows = permissions.map((permission) => [`\`${permission}\``, ...names.map((role) => cell(role, permission))]);
  return table(["permission", ...names], rows);
}

/** Events that the built-in operations cause; the states' own come from the workflow. */
const events: readonly (readonly [type: string, topic: string, subject: string, data: string])[] = [
  ["board.created", "board", "board", "`board`"],
  ["board.edited", "board", "board", "`board`"],
  ["member.added", "board", "user", "`board`, `member`"],
  ["member.changed", "board", "user", "`member`; `board` if the board changed it"],
  ["member.removed", "board", "user", "`board`, `member` as it was"],
  ["task.created", "board", "task", "`task`"],
  ["task.edited", "board", "task", "`task`"],
  ...Object.values(approvalWorkflow.data.actions).map(
    ({ event }) => [event, "board", "task", "`action`, `task`; `reason` if given; `subtasks` that it cancels"] as const,
  ),
  ["subtask.created", "board", "task", "`subtask`; `task` unless the task's own event in the same frame has it"],
  ["subtask.assigned", "board", "task", "`subtask`, `task`, `from`, `to`"],
  ["subtask.completed", "board", "task", "`subtask`, `task`"],
  ["subtask.reopened", "board", "task", "`subtask`, `task`"],
  ["user.created", "user", "user", "`user`"],
  ["user.changed", "user", "user", "`user`"],
  ["user.joined", "user", "user", "`user`, `boardId`, `boardName`, `role`"],
  ["user.role_changed", "user", "user", "`user`, `boardId`, `boardName`, `role`, `before`"],
  ["notification.created", "user", "notification", "`notification`"],
  ["notification.changed", "user", "notification", "`notification`: read, done or resolved"],
  ["preference.changed", "user", "preference", "`preference`"],
  ["user.left", "user", "user", "`user`, `boardId`, `boardName`, `role`"],
];

function operationsPage(): string {
  const operations = Object.values<Operation<string, never>>(createTaskwire().operations as never);
  const nouns = [...new Set(operations.map(({ name }) => name.split(".")[0] as string))];
  const parts = nouns.map((noun) => {
    const rows = operations
      .filter(({ name }) => name.startsWith(`${noun}.`))
      .map(({ name, kind, permission, route, summary, input }) => [
        `\`${name}\``,
        kind,
        `\`${route.method} ${route.path}\``,
        fieldsOf(input.toJSONSchema({ io: "input", unrepresentable: "any" })),
        `\`${permission}\``,
        summary,
      ]);
    return `## ${noun}\n\n${table(["operation", "kind", "route", "input", "permission", "what for"], rows)}`;
  });
  return `---
title: Operations and events
---

${note}

# Operations and events

Each operation is there in process (\`taskwire.as(actor).tasks.create(…)\`), over WebSocket (\`client.tasks.create(…)\`) and as a REST
route. \`?\` marks what may be left out. Permissions: \`anyone\` is every user who isn't disabled, \`member\` everybody on the board,
\`system\` the host's own code (\`taskwire.system\`); any other is a name that a role grants.
The operations of the workflow's actions are those of the default workflow; another workflow brings its own.

${parts.join("\n\n")}

## Events

\`topic\` and \`subject\` say whose log an event stands in and which id it is about. \`data\` may also hold \`subtasks\` that did not
change: for somebody who comes to see the task by this event.

${table(
  ["type", "topic", "subject", "data"],
  events.map(([type, topic, subject, data]) => [`\`${type}\``, topic, subject, data]),
)}
`;
}

type JsonSchema = { properties?: { [name: string]: unknown }; required?: string[] };

function fieldsOf(schema: JsonSchema): string {
  const required = new Set(schema.required);
  return Object.keys(schema.properties ?? {})
    .map((name) => `\`${name}${required.has(name) ? "" : "?"}\``)
    .join(", ");
}
