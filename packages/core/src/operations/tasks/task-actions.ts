import { z } from "zod";
import { approvalOf } from "../../approvals/vote-steps.ts";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, type Operation } from "../../engine/operation/definition.ts";
import { onTask } from "../../engine/operation/target-ids.ts";
import type { ActionData } from "../../model/definitions.ts";
import { nonEmptyText } from "../../model/text.ts";
import type { Templates } from "../../workflow/templates.ts";
import { transition } from "../../workflow/transition.ts";
import type { TaskTypes, Workflow } from "../../workflow/workflow.ts";
import { ballotInput, castBallot, keepOpen } from "./ballot.ts";
import { changeTask } from "./change-task.ts";
import {
  checkSeen,
  decidedVersion,
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

type ActionInput<NeedsReason, NeedsVersion, IsVote> = {
  boardId: string;
  taskId: string;
} & (IsVote extends true ? { step?: string } : unknown) &
  (NeedsVersion extends true ? { version: number } : { version?: number }) &
  (NeedsReason extends true ? { reason: string } : { reason?: string });

/** The operations of a workflow's actions: `tasks.approve`, `tasks.reject`, … */
export type ActionOperations<W> =
  W extends Workflow<
    string,
    infer Action,
    TaskTypes,
    infer Reasoned,
    string,
    infer Versioned,
    infer Voted
  >
    ? {
        [A in Action as `tasks.${A}`]: Operation<
          `tasks.${A}`,
          ActionInput<
            A extends Reasoned ? true : false,
            A extends Versioned ? true : false,
            A extends Voted ? true : false
          >,
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
  const isBallot = action.vote !== undefined && action.vote !== "override";
  return command({
    name: `tasks.${name}`,
    target: "task",
    permission: `task.${name}`,
    summary: `Take the action "${name}" on a task: ${action.from.join(", ")} → ${action.to}.`,
    route: { method: "POST", path: `/boards/:boardId/tasks/:taskId/${name}` },
    ...(isBallot ? { votes: true } : action.decision && { decides: true }),
    input: z.strictObject({
      ...onTask,
      ...(isBallot ? ballotInput : action.decision ? decidedVersion : seenVersion),
      ...reasonSchema[action.reason],
    }),
    output: taskResultSchema,
    async run(context, input) {
      const before = context.task();
      // For a decision, the engine checks the version (`decided-on.ts`). A vote is judged with it.
      if (!action.decision) checkSeen(before, input.version);
      const { reason } = input as { reason?: string };
      const cast =
        action.vote === "for" || action.vote === "against"
          ? await castBallot(context, action.vote, reason)
          : undefined;
      if (cast && cast.outcome !== action.vote) return keepOpen(context, before, cast.part);
      const { workflow } = context.definitions;
      const actorId = context.actor.userId;
      const voted = cast ? { ...before, approval: cast.part.approval } : before;
      const task = transition(voted, name, {
        workflow,
        actorId,
        now: context.now,
        reason,
        seen: input.version,
      });
      const isVotedOn = approvalOf(task.state, workflow) !== undefined;
      const step = { before, task, name, action, reason, actorId, isVotedOn };
      const { change, subtasks } = await decide(context, step, templates);
      // The task was edited while nobody was asked for a decision, so it has to be decided on
      // again.
      const events =
        task.state === action.to
          ? change.events
          : [...change.events, { ...voidedEvent(before, task, workflow), notify: undefined }];
      const all = { ...change, events: [...(cast?.part.events ?? []), ...events] };
      return { task: await changeTask(context, all, true), subtasks: [...subtasks] };
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
