import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, type Operation } from "../../engine/operation/definition.ts";
import { onTask } from "../../engine/operation/target-ids.ts";
import type { ActionData } from "../../model/definitions.ts";
import type { Subtask } from "../../model/subtask.ts";
import type { Task } from "../../model/task.ts";
import { nonEmptyText } from "../../model/text.ts";
import type { Templates } from "../../workflow/templates.ts";
import type { TaskTypes, Workflow } from "../../workflow/workflow.ts";
import { ballotInput, castBallot, keepOpen } from "./ballot.ts";
import { takeAction } from "./take-action.ts";
import { checkSeen, decidedVersion, seenVersion, taskResultSchema } from "./task-change.ts";
import type { TaskResult } from "./task-signatures.ts";

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
} & (IsVote extends true ? { step?: string; for?: string } : unknown) &
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
    if (action.trigger !== "deadline")
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
    run(context, input) {
      // For a decision, the engine checks the version (`decided-on.ts`). A vote is judged with it.
      if (!action.decision) checkSeen(context.task(), input.version);
      return runAction(context, { name, action, ...input }, templates);
    },
  });
}

/** An action that a person takes. It has been judged. */
interface ActionCall {
  readonly name: string;
  readonly action: ActionData;
  /** The version of the task that the person saw, if they named it. */
  readonly version?: number | undefined;
  readonly reason?: string | undefined;
}

/** Takes an action, or casts the vote that it stands for. */
export async function runAction(
  context: OperationContext,
  { name, action, version: seen, reason }: ActionCall,
  templates: Templates,
): Promise<{ task: Task; subtasks: Subtask[] }> {
  const cast =
    action.vote === "for" || action.vote === "against"
      ? await castBallot(context, name, action.vote, reason)
      : undefined;
  if (cast && cast.outcome !== action.vote) return keepOpen(context, context.task(), cast.part);
  const { part, votes } = cast ?? {};
  return takeAction(context, { name, action, reason, seen, part, votes }, templates);
}
