import { z } from "zod";
import { actionsOn, type Verdict } from "../../authorize/judge.ts";
import type { OperationContext } from "../../engine/operation/context.ts";
import { query } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import type { Facts } from "../../model/facts.ts";
import { idSchema } from "../../model/id.ts";
import { onTask } from "../input.ts";

const verdictSchema = z.custom<Verdict>().meta({
  id: "Verdict",
  type: "object",
  description:
    "`allowed`; if not: `rule`, `message`, `remedy` (steps, or `none`) and all `rules` that were tried.",
});

async function factsOf(context: OperationContext): Promise<Facts> {
  const { facts } = context;
  return { ...facts, siblings: await context.siblings() };
}

/** The permission that an action needs: callers may give the permission, or the action as the workflow names it. */
function permissionFor(action: string, on: Facts, { definitions }: OperationContext): string {
  const known = actionsOn(on, definitions);
  const noun = on.subtask ? "subtask" : "task";
  const permission = known.find((one) => one === action || one === `${noun}.${action}`);
  if (permission !== undefined) return permission;
  const names = known.map((one) => one.replace(`${noun}.`, ""));
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
    "Whether the person may take an action on a task or a subtask, and if not, which rule stands in the way and what would open it.",
  route: { method: "GET", path: "/boards/:boardId/tasks/:taskId/why" },
  input: z.strictObject({ ...onTask, subtaskId: idSchema.optional(), action: z.string().max(100) }),
  output: verdictSchema,
  async run(context, { action, subtaskId }) {
    const facts = await factsOf(context);
    const subtask = facts.siblings?.find(({ id }) => id === subtaskId);
    if (subtaskId !== undefined && !subtask)
      throw new TaskwireError("not_found", "This task has no such subtask.");
    const asked: Facts = subtask ? { ...facts, subtask } : facts;
    const permission = permissionFor(action, asked, context);
    return context.verdict(permission, asked);
  },
});

const available = query({
  name: "tasks.available",
  target: "task",
  permission: "member",
  summary:
    "Every action on a task and its subtasks, each with whether the person may take it and why not.",
  route: { method: "GET", path: "/boards/:boardId/tasks/:taskId/available" },
  input: z.strictObject(onTask),
  output: z.object({
    task: z.record(z.string(), verdictSchema),
    subtasks: z.record(z.string(), z.record(z.string(), verdictSchema)),
  }),
  async run(context) {
    const facts = await factsOf(context);
    const verdicts = async (on: Facts) => {
      const entries = actionsOn(on, context.definitions).map(
        async (action) => [action, withoutRules(await context.verdict(action, on))] as const,
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

// Each rule with its remedy once more would double an answer that grows with the square of the subtasks; `why` has them.
const withoutRules = (verdict: Verdict): Verdict => ({ ...verdict, rules: [] });

/** Questions about what may be done. */
export const whyOperations = { "tasks.why": why, "tasks.available": available };
