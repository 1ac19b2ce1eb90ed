import type { OperationContext } from "../../engine/operation/context.ts";
import { memberId, members } from "../../model/member.ts";
import { subtasks } from "../../model/subtask.ts";
import type { Task } from "../../model/task.ts";
import { partsFor, type SpawnContext, spawn, templateFor } from "../../workflow/spawn.ts";
import type { Template, Templates } from "../../workflow/templates.ts";
import type { Spawned } from "./task-step.ts";

/**
 * Makes the subtasks of a task from the template that fits it. Returns undefined if none does.
 *
 * @param before the task before the step that starts the work; it selects the template
 */
export async function spawnSubtasks(
  context: OperationContext,
  before: Task,
  task: Task,
  templates: Templates,
): Promise<Spawned | undefined> {
  const chosen = templateFor(before, templates);
  if (!chosen) return undefined;
  const { name, template } = chosen;
  const spawned = spawn(task, template, await readAssignees(context, task, template));
  // The reads guard that the assignees are still members of the board at the commit.
  await context.get(
    members,
    spawned.flatMap(({ assigneeId }) => (assigneeId ? memberId(task.boardId, assigneeId) : [])),
  );
  return { template: { name, version: template.version }, subtasks: spawned };
}

/** Reads the people whom the template can assign, and how many open subtasks they have. */
async function readAssignees(
  context: OperationContext,
  task: Task,
  template: Template,
): Promise<SpawnContext> {
  const rules = partsFor(task, template).map(([, { assignee }]) => assignee);
  const named = rules.flatMap((rule) => {
    if (rule === "creator") return task.requesterId;
    return typeof rule === "object" && "user" in rule ? rule.user : [];
  });
  const roles = rules.flatMap((rule) =>
    typeof rule === "object" && "role" in rule ? rule.role : [],
  );
  const present = await context.get(
    members,
    [...new Set(named)].map((userId) => memberId(task.boardId, userId)),
  );
  return {
    now: context.now,
    newId: () => context.newId(),
    loads: await loadsOf(context, task.boardId, new Set(roles)),
    isMember: (userId) => present.some((member) => member?.userId === userId),
  };
}

/** Reads the members of each role with the number of their open subtasks. */
async function loadsOf(
  context: OperationContext,
  boardId: string,
  roles: ReadonlySet<string>,
): Promise<SpawnContext["loads"]> {
  if (roles.size === 0) return {};
  const all = await context.listAll(members, { index: "board", equals: { boardId } });
  const loads: { [role: string]: { userId: string; open: number }[] } = {};
  for (const wanted of roles) {
    const fitting = all.filter(({ role }) => role === wanted);
    loads[wanted] = await Promise.all(
      fitting.map(async ({ userId }) => {
        const equals = { boardId, assigneeId: userId, state: "open" };
        const open = await context.list(subtasks, { index: "assignee", equals, limit: 100 });
        return { userId, open: open.records.length };
      }),
    );
  }
  return loads;
}
