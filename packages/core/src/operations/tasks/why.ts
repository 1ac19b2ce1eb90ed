import { z } from "zod";
import { isWithdrawal, stepActions, withdrawalOf } from "../../approvals/step-actions.ts";
import { actionsOn, type Verdict } from "../../authorize/judge.ts";
import { actionFor } from "../../authorize/remedy.ts";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { query } from "../../engine/operation/definition.ts";
import { onTask } from "../../engine/operation/target-ids.ts";
import { withVotesForOthers } from "../../engine/operation/votes-for-others.ts";
import { TaskwireError } from "../../errors.ts";
import { maxNameLength } from "../../model/approval-data.ts";
import type { WorkflowData } from "../../model/definitions.ts";
import type { Facts } from "../../model/facts.ts";
import { idSchema, userIdSchema } from "../../model/id.ts";
import { actionName } from "../defined-names.ts";

const verdictSchema = z.custom<Verdict>().meta({
  id: "Verdict",
  type: "object",
  description:
    "Whether the action is `allowed`. If not: the `rule` that forbids it, a `message`, the `remedy` (steps, or `none`), and all `rules` that were checked.",
});

async function readFacts(context: OperationContext): Promise<Facts> {
  const { facts } = context;
  return { ...facts, siblings: await context.siblings() };
}

/** The actions on a task or a subtask that have a verdict. */
const judgedActions = (facts: Facts, { definitions }: OperationContext): readonly string[] => [
  ...actionsOn(facts, definitions),
  ...stepActions(facts, definitions),
];

/** Whether an action is a vote that a delegate can cast for somebody else. */
function isBallot(action: string, workflow: WorkflowData): boolean {
  const vote = actionFor(action, workflow)?.vote;
  return vote !== undefined && vote !== "override";
}

/** The permission that an action needs. Callers may name the permission or the workflow's action. */
function permissionFor(action: string, facts: Facts, context: OperationContext): string {
  // `comment.post` is an action on a task too. It is not in `judgedActions`, because pages get its
  // verdict with the comments.
  const permissions = [
    ...judgedActions(facts, context),
    ...(facts.subtask ? [] : ["comment.post"]),
  ];
  const noun = facts.subtask ? "subtask" : "task";
  const permission = permissions.find((one) => one === action || one === `${noun}.${action}`);
  if (permission !== undefined) return permission;
  const start = `${noun}.`;
  const names = permissions.map((one) => (one.startsWith(start) ? one.slice(start.length) : one));
  throw new TaskwireError(
    "invalid",
    `A ${noun} has no action "${action.slice(0, 100)}". Its actions are ${names.join(", ")}.`,
  );
}

const why = query({
  name: "tasks.why",
  target: "task",
  permission: "member",
  summary:
    "Say whether the caller may take an action on a task or subtask. If not, say which rule forbids the action, and which steps would make it possible.",
  route: { method: "GET", path: "/boards/:boardId/tasks/:taskId/why" },
  input: z.strictObject({
    ...onTask,
    subtaskId: idSchema.optional(),
    action: actionName,
    step: z.string().max(maxNameLength).optional().meta({
      description: "For a vote and the other actions on a step of an approval: the step.",
    }),
    for: userIdSchema.optional().meta({
      description:
        "For a vote: the person for whom the caller would vote. For `withdraw` and `vote.remove`: the person whose vote it is.",
    }),
  }),
  asksAboutVotes: ({ action }: { action: string }, workflow) => isBallot(action, workflow),
  output: verdictSchema,
  async run(context, { action, subtaskId, for: person }) {
    const taskFacts = await readFacts(context);
    const subtask = taskFacts.siblings?.find(({ id }) => id === subtaskId);
    if (subtaskId !== undefined && !subtask)
      throw new TaskwireError("not_found", "This task has no such subtask.");
    const facts: Facts = subtask ? { ...taskFacts, subtask } : taskFacts;
    const permission = permissionFor(action, facts, context);
    const { workflow } = context.definitions;
    if (person !== undefined && !isBallot(permission, workflow) && !isWithdrawal(permission))
      throw new TaskwireError(
        "invalid",
        `Leave out \`for\`: "${permission}" is no vote, so nobody can do it for another person.`,
        { problems: [{ path: "for", message: "Only for votes" }] },
      );
    const verdict = await builtIn(context).fullVerdict(withdrawalOf(permission, facts), facts);
    return isBallot(permission, workflow) && person === undefined
      ? withVotesForOthers(permission, verdict, facts, context)
      : verdict;
  },
});

const available = query({
  name: "tasks.available",
  target: "task",
  permission: "member",
  summary:
    "List all actions on a task and its subtasks. For each action, say whether the caller may take it, and if not, why.",
  route: { method: "GET", path: "/boards/:boardId/tasks/:taskId/available" },
  input: z.strictObject(onTask),
  output: z.object({
    task: z.record(z.string(), verdictSchema),
    subtasks: z.record(z.string(), z.record(z.string(), verdictSchema)),
  }),
  async run(context) {
    const facts = await readFacts(context);
    const verdicts = async (on: Facts) => {
      const entries = judgedActions(on, context).map(
        async (action) =>
          [action, withoutRules(await builtIn(context).fullVerdict(action, on))] as const,
      );
      return Object.fromEntries(await Promise.all(entries));
    };
    const ofSubtasks = (facts.siblings ?? []).map(
      async (subtask) => [subtask.id, await verdicts({ ...facts, subtask })] as const,
    );
    return {
      task: await verdicts(facts),
      subtasks: Object.fromEntries(await Promise.all(ofSubtasks)),
    };
  },
});

// The verdicts of `tasks.available` have no `rules`, because these would double an output that
// already grows with the square of the number of subtasks. `tasks.why` returns the rules.
const withoutRules = (verdict: Verdict): Verdict => ({ ...verdict, rules: [] });

/** Operations that answer what the caller may do. */
export const whyOperations = { "tasks.why": why, "tasks.available": available };
