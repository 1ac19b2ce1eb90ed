import { z } from "zod";
import { approvalOf } from "../../approvals/vote-steps.ts";
import { builtIn } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { onBoard, onTask } from "../../engine/operation/target-ids.ts";
import { isSameJson } from "../../model/canonical-json.ts";
import { userIdSchema } from "../../model/id.ts";
import { subtaskSchema } from "../../model/subtask.ts";
import { stateKinds, type Task, taskSchema } from "../../model/task.ts";
import { label, text } from "../../model/text.ts";
import { afterEdit } from "../../workflow/transition.ts";
import type { Workflow } from "../../workflow/workflow.ts";
import { nextSchema, pageInput } from "../page.ts";
import { changeTask } from "./change-task.ts";
import { checkDeadlineDates } from "./deadline-dates.ts";
import { checkSeen, seenVersion, taskResultSchema } from "./task-change.ts";
import { createInput, dataInput, dataOf, dueAtInput, dueAtOf } from "./task-input.ts";
import { taskPage } from "./task-lists.ts";
import {
  createRequest,
  editChangesDeciders,
  editRequest,
  resolvedByEdit,
} from "./task-notifications.ts";
import type { TaskOperations } from "./task-signatures.ts";

/** Makes the operations on tasks for a workflow. */
export function taskOperations<W extends Workflow>(workflow: W): TaskOperations<W> {
  const { types, data: machine } = workflow;
  const names = Object.keys(types) as [string, ...string[]];

  const create = command({
    name: "tasks.create",
    target: "board",
    permission: "task.create",
    summary: "Create a task. The caller is its requester.",
    route: { method: "POST", path: "/boards/:boardId/tasks" },
    creates: "/boards/:boardId/tasks/:id",
    input: createInput(types),
    output: taskResultSchema,
    async run(context, { type, title, description, data, dueAt }) {
      const requesterId = context.actor.userId;
      const task: Task = {
        id: context.newId(),
        version: 0,
        boardId: context.board().id,
        type,
        title,
        description,
        data,
        state: machine.initial,
        kind: "waiting",
        requesterId,
        decision: null,
        decisions: [],
        template: null,
        involved: [requesterId],
        done: 0,
        total: 0,
        cancelled: 0,
        contentSince: 0,
        locked: [],
        again: null,
        ...dueAtOf(context, null, dueAt),
        createdAt: context.now,
        updatedAt: context.now,
      };
      checkDeadlineDates(task, machine);
      const isVotedOn = approvalOf(task.state, machine) !== undefined;
      const events = [
        { type: "task.created", notify: isVotedOn ? undefined : createRequest(task) },
      ];
      return { task: await changeTask(context, { before: undefined, task, events }), subtasks: [] };
    },
  });

  const edit = command({
    name: "tasks.edit",
    target: "task",
    permission: "task.edit",
    summary:
      "Change the title, description, data or due date of a task. This is possible while the task is waiting, or after it was turned down.",
    route: { method: "PATCH", path: "/boards/:boardId/tasks/:taskId" },
    input: z.strictObject({
      ...onTask,
      title: label().optional(),
      description: text().optional(),
      data: dataInput.optional(),
      dueAt: dueAtInput,
      ...seenVersion,
    }),
    output: taskResultSchema,
    async run(context, { title, description, data, dueAt, version }) {
      const before = context.task();
      checkSeen(before, version);
      const task = {
        ...before,
        title: title ?? before.title,
        description: description ?? before.description,
        data: data === undefined ? before.data : dataOf(types, before.type, data),
        ...dueAtOf(context, before.dueAt, dueAt),
      };
      if (data !== undefined) checkDeadlineDates(task, machine);
      const subtasks = before.total > 0 ? await context.siblings() : [];
      if (isSameJson(task, before)) return { task: before, subtasks };
      // If decisions are void, the people who can decide get new requests anyway.
      const edited = { ...task, contentSince: before.version };
      const mayChangeDeciders =
        approvalOf(before.state, machine) === undefined &&
        afterEdit(edited, machine).state === before.state &&
        editChangesDeciders(task, context.definitions);
      const after = await changeTask(context, {
        before,
        task,
        events: [
          { type: "task.edited", ...(mayChangeDeciders && { notify: editRequest(before, task) }) },
        ],
        ...(mayChangeDeciders && { resolves: [resolvedByEdit(task)] }),
      });
      if (task.title !== before.title) builtIn(context).reword({ taskId: task.id });
      return { task: after, subtasks };
    },
  });

  const get = query({
    name: "tasks.get",
    target: "task",
    permission: "member",
    summary: "Get a task with its subtasks.",
    route: { method: "GET", path: "/boards/:boardId/tasks/:taskId" },
    input: z.strictObject(onTask),
    output: taskResultSchema,
    async run(context) {
      return { task: context.task(), subtasks: await context.siblings() };
    },
  });

  const list = query({
    name: "tasks.list",
    target: "board",
    permission: "member",
    summary:
      "List the tasks of a board that the caller may see, with their subtasks. A page may have fewer than `limit` tasks. `next` is null on the last page.",
    route: { method: "GET", path: "/boards/:boardId/tasks" },
    input: z.strictObject({
      ...onBoard,
      state: z.enum(Object.keys(machine.states)).optional(),
      kind: z.enum(stateKinds).optional(),
      type: z.enum(names).optional(),
      requesterId: userIdSchema.optional(),
      involvedId: userIdSchema.optional(),
      order: z.enum(["newest", "oldest"]).default("newest"),
      ...pageInput,
    }),
    output: z.object({
      tasks: z.array(taskSchema),
      subtasks: z.array(subtaskSchema),
      next: nextSchema,
    }),
    run: (context, { boardId: _, order, limit, after, ...filter }) =>
      taskPage(context, filter, { order, limit, after }),
  });

  const operations = {
    "tasks.create": create,
    "tasks.edit": edit,
    "tasks.get": get,
    "tasks.list": list,
  };
  return operations as unknown as TaskOperations<W>;
}
