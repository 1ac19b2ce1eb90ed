import { z } from "zod";
import { carryOut, nextDue } from "../../approvals/due.ts";
import { moveDeadline } from "../../approvals/move-deadline.ts";
import { command, type Operation } from "../../engine/operation/definition.ts";
import { onTask } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { maxNameLength } from "../../model/approval-data.ts";
import { timestampInput } from "../../model/id.ts";
import { own } from "../../model/own.ts";
import { nonEmptyText } from "../../model/text.ts";
import { timers } from "../../model/timer.ts";
import type { Templates } from "../../workflow/templates.ts";
import type { TaskTypes, Workflow } from "../../workflow/workflow.ts";
import { proceedingOf, runningIn, tell } from "./approval-change.ts";
import { keepOpen } from "./ballot.ts";
import { writeTimer } from "./keep-timer.ts";
import { asItIs, emitChange, openStep, refused } from "./open-step.ts";
import { takeAction } from "./take-action.ts";
import { taskResultSchema } from "./task-change.ts";
import type { TaskResult } from "./task-signatures.ts";

type OnTask = { boardId: string; taskId: string };

/** The operations on deadlines. Only a workflow with approvals has them. */
export type DeadlineOperations<W> =
  W extends Workflow<string, string, TaskTypes, string, string, string, infer Voted>
    ? [Voted] extends [never]
      ? unknown
      : {
          "tasks.extend": Operation<
            "tasks.extend",
            OnTask & { step: string; deadlineAt: string; reason?: string },
            TaskResult<W>
          >;
          "tasks.checkDue": Operation<"tasks.checkDue", OnTask, TaskResult<W>>;
        }
    : unknown;

const extend = command({
  name: "tasks.extend",
  target: "task",
  permission: "task.extend",
  summary: "Move the deadline of an open step. The reminders that are left move with it.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/extend" },
  input: z.strictObject({
    ...onTask,
    step: z.string().max(maxNameLength),
    deadlineAt: timestampInput.meta({ description: "The new deadline, in the future." }),
    reason: nonEmptyText().optional(),
  }),
  output: taskResultSchema,
  async run(context, { step, deadlineAt, reason }) {
    const found = await openStep(context, step);
    if (!found.data?.deadline)
      throw refused("step", `The step "${step}" has no deadline.`, { remedy: "none" });
    if (deadlineAt <= context.now)
      throw new TaskwireError("invalid", "The new deadline has to be in the future.", {
        problems: [{ path: "deadlineAt", message: "Give a time in the future" }],
      });
    if (deadlineAt === found.open.deadlineAt) return asItIs(context);
    const moved = { step, deadlineAt, by: context.actor.userId, reason };
    return emitChange(context, moveDeadline(found.approval, moved, found.proceeding), found);
  },
});

/**
 * Carries out what is due on a task. It works this out from the task and the time: a timer is only a hint. So a second
 * run does nothing.
 */
const checkDueFor = (templates: Templates) =>
  command({
    name: "tasks.checkDue",
    target: "task",
    permission: "system",
    summary:
      "Carry out what is due on a task: reminders, escalations and deadlines. Servers call it by themselves; a second call does nothing.",
    route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/check-due" },
    input: z.strictObject(onTask),
    output: taskResultSchema,
    async run(context) {
      const before = context.task();
      const { workflow } = context.definitions;
      const [timer] = await context.get(timers, [before.id]);
      const running = runningIn(context, before);
      const due = nextDue(before, workflow);
      if (!running || due === null || due > context.now) {
        // The timer was wrong, for example after a change of the workflow.
        if ((timer?.at ?? null) !== due) writeTimer(context, before, timer !== undefined, due);
        const subtasks = before.total + before.cancelled > 0 ? await context.siblings() : [];
        return { task: before, subtasks };
      }
      const proceeding = await proceedingOf(context, before, running.definition);
      const change = carryOut(running.approval, proceeding);
      const part = await tell(context, before, change, { before: running.approval });
      const { action: name } = change;
      const action = name === null ? undefined : own(workflow.actions, name);
      return name !== null && action?.from.includes(before.state)
        ? takeAction(context, { name, action, part }, templates)
        : keepOpen(context, before, part);
    },
  });

/** The operations on deadlines, if the workflow has approvals. */
export const deadlineOperations = <W extends Workflow>(
  { data }: W,
  templates: Templates,
): DeadlineOperations<W> =>
  (data.approvals
    ? { "tasks.extend": extend, "tasks.checkDue": checkDueFor(templates) }
    : {}) as DeadlineOperations<W>;
