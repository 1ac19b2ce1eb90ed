import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, type Operation } from "../../engine/operation/definition.ts";
import { onTask } from "../../engine/operation/target-ids.ts";
import type { ActionData } from "../../model/definitions.ts";
import { nonEmptyText } from "../../model/text.ts";
import type { Templates } from "../../workflow/templates.ts";
import { transition } from "../../workflow/transition.ts";
import type { TaskTypes, Workflow } from "../../workflow/workflow.ts";
import {
  checkSeen,
  decidedVersion,
  emitTaskChange,
  seenVersion,
  taskResultSchema,
  voidedEvent,
} from "./task-change.ts";
import type { TaskResult } from "./task-signatures.ts";
import {
  type ActionStep,
  cancellationChange,
  endsWork,
  startsWork,
  stateChange,
  workStartChange,
} from "./task-step.ts";
import { resumedSubtasks, workStart } from "./work-start.ts";

const reasonSchema = {
  required: {
    reason: nonEmptyText(undefined, "Give a reason: it is shown to the requester"),
  },
  // A form may send an empty text for no reason.
  optional: { reason: z.union([z.literal(""), nonEmptyText()]).optional() },
  none: {},
};

type ActionInput<NeedsReason, NeedsVersion> = {
  boardId: string;
  taskId: string;
} & (NeedsVersion extends true ? { version: number } : { version?: number }) &
  (NeedsReason extends true ? { reason: string } : { reason?: string });

/** The operations of a workflow's actions: `tasks.approve`, `tasks.reject`, … */
export type ActionOperations<W> =
  W extends Workflow<string, infer Action, TaskTypes, infer Reasoned, string, infer Versioned>
    ? {
        [A in Action as `tasks.${A}`]: Operation<
          `tasks.${A}`,
          ActionInput<A extends Reasoned ? true : false, A extends Versioned ? true : false>,
          TaskResult<W>,
          `task.${A}`,
          "task"
        >;
      }
    : never;

/** Makes one operation for each action of the workflow that a person can take. */
export function actionOperations<W extends Workflow>(
  workflow: W,
  templates: Templates,
): ActionOperations<W> {
  const operations: { [name: string]: unknown } = {};
  for (const [name, action] of Object.entries(workflow.data.actions))
    operations[`tasks.${name}`] = actionOperation(name, action, templates);
  return operations as ActionOperations<W>;
}

function actionOperation(name: string, action: ActionData, templates: Templates) {
  return command({
    name: `tasks.${name}`,
    target: "task",
    permission: `task.${name}`,
    summary: `Take the action "${name}" on a task: ${action.from.join(", ")} → ${action.to}.`,
    route: { method: "POST", path: `/boards/:boardId/tasks/:taskId/${name}` },
    ...(action.decision && { decides: true }),
    input: z.strictObject({
      ...onTask,
      ...(action.decision ? decidedVersion : seenVersion),
      ...reasonSchema[action.reason],
    }),
    output: taskResultSchema,
    async run(context, input) {
      const before = context.task();
      // For a decision, the engine checks the version (`decided-on.ts`).
      if (!action.decision) checkSeen(before, input.version);
      const { reason } = input as { reason?: string };
      const { workflow } = context.definitions;
      const actorId = context.actor.userId;
      const task = transition(before, name, {
        workflow,
        actorId,
        now: context.now,
        reason,
        seen: input.version,
      });
      const step = { before, task, name, action, reason, actorId };
      const { change, subtasks } = await decide(context, step, templates);
      // The task was edited while nobody was asked for a decision, so it has to be decided on
      // again.
      const events =
        task.state === action.to
          ? change.events
          : [...change.events, { ...voidedEvent(before, task), notify: undefined }];
      return { task: emitTaskChange(context, { ...change, events }), subtasks: [...subtasks] };
    },
  });
}

/** Reads the subtasks that a step needs and decides what it changes. */
async function decide(context: OperationContext, step: ActionStep, templates: Templates) {
  const { before } = step;
  const existing = before.total + before.cancelled > 0 ? await context.siblings() : [];
  if (startsWork(step)) {
    const start =
      before.kind === "done"
        ? {
            template: before.template,
            returning: await resumedSubtasks(context, before, existing),
            created: [],
          }
        : await workStart(context, before, existing, templates);
    return workStartChange(step, existing, start);
  }
  return endsWork(step)
    ? cancellationChange(step, existing, context.now)
    : stateChange(step, existing);
}
