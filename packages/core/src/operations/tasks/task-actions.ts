import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, type Operation } from "../../engine/operation/definition.ts";
import type { ActionData } from "../../model/definitions.ts";
import { type Member, memberId, members } from "../../model/member.ts";
import { type Subtask, subtasks } from "../../model/subtask.ts";
import type { Task } from "../../model/task.ts";
import { text } from "../../model/text.ts";
import { partsFor, spawn, templateFor } from "../../workflow/spawn.ts";
import type { Template, Templates } from "../../workflow/templates.ts";
import { transition } from "../../workflow/transition.ts";
import type { TaskTypes, Workflow } from "../../workflow/workflow.ts";
import { onTask } from "../input.ts";
import {
  checkSeen,
  emitTaskChange,
  manySubtasks,
  oneSubtask,
  seenVersion,
  type TaskChange,
  taskResultSchema,
  withSubtasks,
} from "./task-change.ts";
import { assigned, resolveStep, stepTaken } from "./task-notifications.ts";
import type { TaskResult } from "./tasks.ts";

const reasonSchema = {
  required: {
    reason: text().refine(
      (value) => value.trim() !== "",
      "Say why: the reason is shown to whoever asked",
    ),
  },
  optional: { reason: text().optional() },
  none: {},
};

type ActionInput<NeedsReason> = {
  boardId: string;
  taskId: string;
  version?: number;
} & (NeedsReason extends true ? { reason: string } : { reason?: string });

/** Operations of a workflow's actions: `tasks.approve`, `tasks.reject`, … */
export type ActionOperations<W> =
  W extends Workflow<string, infer Action, TaskTypes, infer Reasoned>
    ? {
        [A in Action as `tasks.${A}`]: Operation<
          `tasks.${A}`,
          ActionInput<A extends Reasoned ? true : false>,
          TaskResult<W>
        >;
      }
    : never;

/** One operation for each action of the workflow that a person can take. */
export function actionOperations<W extends Workflow>(
  workflow: W,
  templates: Templates,
): ActionOperations<W> {
  const operations: { [name: string]: unknown } = {};
  for (const [name, action] of Object.entries(workflow.data.actions)) {
    if (action.trigger !== "subtask.reopened")
      operations[`tasks.${name}`] = actionOperation(name, action, templates);
  }
  return operations as ActionOperations<W>;
}

function actionOperation(name: string, action: ActionData, templates: Templates) {
  return command({
    name: `tasks.${name}`,
    target: "task",
    permission: `task.${name}`,
    summary: `Take the action "${name}" on a task: ${action.from.join(", ")} → ${action.to}.`,
    route: { method: "POST", path: `/boards/:boardId/tasks/:taskId/${name}` },
    input: z.strictObject({ ...onTask, ...seenVersion, ...reasonSchema[action.reason] }),
    output: taskResultSchema,
    async run(context, input) {
      const before = context.task();
      const { reason } = input as { reason?: string };
      checkSeen(before, input.version);
      const { workflow } = context.definitions;
      const next = transition(before, name, {
        workflow,
        actorId: context.actor.userId,
        now: context.now,
        reason,
      });
      const data = { action: name, ...(reason !== undefined && { reason }) };
      const step = { before, task: next, action, reason };
      resolveStep(context, step);
      const event = { type: action.event, data, notify: stepTaken(step) };
      if (next.kind === "working" && before.kind === "waiting" && before.total === 0)
        return start(context, before, next, event, templates);
      const existing = before.total > 0 ? await context.siblings() : [];
      if (next.kind !== "dropped") {
        return {
          task: emitTaskChange(context, { before, task: next, events: [event] }),
          subtasks: existing,
        };
      }
      // What nobody will do any more is not left open on anybody's list.
      const open = existing.filter(({ state }) => state === "open");
      const cancelled = open.map(
        (subtask): Subtask => ({ ...subtask, state: "cancelled", updatedAt: context.now }),
      );
      const unchanged = existing.filter(({ state }) => state !== "open");
      const all = [...unchanged, ...cancelled];
      const events = [
        { ...event, put: manySubtasks(cancelled), notify: stepTaken({ ...step, cancelled }) },
      ];
      return {
        task: emitTaskChange(context, { before, task: withSubtasks(next, all), unchanged, events }),
        subtasks: all,
      };
    },
  });
}

/** Work begins: the template's subtasks are made in the same commit. */
async function start(
  context: OperationContext,
  before: Task,
  next: Task,
  event: TaskChange["events"][number],
  templates: Templates,
): Promise<{ task: Task; subtasks: Subtask[] }> {
  const chosen = templateFor(before, templates);
  if (!chosen)
    return { task: emitTaskChange(context, { before, task: next, events: [event] }), subtasks: [] };
  const { name, template } = chosen;
  const made = await spawnOnBoard(context, next, template);
  const task = emitTaskChange(context, {
    before,
    task: withSubtasks({ ...next, template: { name, version: template.version } }, made),
    events: [
      event,
      ...made.map((subtask, i) => ({
        type: "subtask.created",
        put: oneSubtask(subtask),
        withTask: false as const,
        notify: firstOf(made, i) ? assignedAll(next, subtask, made) : undefined,
      })),
    ],
  });
  return { task, subtasks: made };
}

/** Whether it is the first of its assignee's: one row tells of all of them. */
const firstOf = (made: readonly Subtask[], i: number): boolean =>
  made.findIndex(({ assigneeId }) => assigneeId === made[i]?.assigneeId) === i;

const assignedAll = (task: Task, { assigneeId }: Subtask, made: readonly Subtask[]) =>
  assigneeId === null
    ? undefined
    : assigned(
        task,
        assigneeId,
        made.filter((one) => one.assigneeId === assigneeId),
      );

async function spawnOnBoard(
  context: OperationContext,
  task: Task,
  template: Template,
): Promise<Subtask[]> {
  const rules = partsFor(task, template).map(([, { assignee }]) => assignee);
  const roles = new Set(
    rules.flatMap((rule) => (typeof rule === "object" && "role" in rule ? rule.role : [])),
  );
  const named = rules.flatMap((rule) =>
    rule === "creator"
      ? task.requesterId
      : typeof rule === "object" && "user" in rule
        ? rule.user
        : [],
  );
  const present = await context.get(
    members,
    [...new Set(named)].map((userId) => memberId(task.boardId, userId)),
  );
  const loads: { [role: string]: { userId: string; open: number }[] } = {};
  for (const role of roles) loads[role] = await loadsOf(context, task.boardId, role);
  const made = spawn(task, template, {
    now: context.now,
    newId: () => context.newId(),
    loads,
    isMember: (userId) => present.some((member) => member?.userId === userId),
  });
  // Whoever gets work has to be on the board still when it is committed.
  await context.get(
    members,
    made.flatMap(({ assigneeId }) => (assigneeId ? memberId(task.boardId, assigneeId) : [])),
  );
  return made;
}

async function loadsOf(
  context: OperationContext,
  boardId: string,
  role: string,
): Promise<{ userId: string; open: number }[]> {
  const people = await context.listAll(members, { index: "board", equals: { boardId } });
  const fitting = people.filter((member: Member) => member.role === role);
  return Promise.all(
    fitting.map(async ({ userId }) => {
      const equals = { boardId, assigneeId: userId, state: "open" };
      const open = await context.list(subtasks, { index: "assignee", equals, limit: 100 });
      return { userId, open: open.records.length };
    }),
  );
}
