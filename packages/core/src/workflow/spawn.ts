import type { Subtask } from "../model/subtask.ts";
import type { Task } from "../model/task.ts";
import type { SubtaskTemplate, Template, Templates } from "./templates.ts";

/** What a template needs to know to become subtasks. Ids and loads come in, so the same input gives the same subtasks. */
export interface SpawnContext {
  readonly now: string;
  readonly newId: () => string;
  /** Members of a role with the number of their open subtasks. */
  readonly loads: {
    readonly [role: string]: readonly { readonly userId: string; readonly open: number }[];
  };
  /** Who is on the board: a named person who isn't gets nothing assigned. */
  readonly isMember: (userId: string) => boolean;
}

/** The template for a task: the first whose type and condition fit. */
export function templateFor(
  task: Task,
  templates: Templates,
): { name: string; template: Template } | undefined {
  for (const [name, template] of Object.entries(templates)) {
    if (template.type === task.type && (template.when?.(task) ?? true)) return { name, template };
  }
  return undefined;
}

/** The parts of a template whose condition holds for this task. */
export function partsFor(task: Task, template: Template): [name: string, part: SubtaskTemplate][] {
  return Object.entries(template.subtasks).filter(([, { when }]) => when?.(task) ?? true);
}

/** The subtasks that a template makes for a task. Pure. */
export function spawn(task: Task, template: Template, context: SpawnContext): Subtask[] {
  const parts = partsFor(task, template);
  const ids = new Map(parts.map(([name]) => [name, context.newId()]));
  const given = new Map<string, number>();
  return parts.map(([name, part], position) => ({
    id: ids.get(name) as string,
    version: 0,
    boardId: task.boardId,
    taskId: task.id,
    title: part.title,
    state: "open",
    assigneeId: assign(part, task, context, given),
    position,
    // A part that this task doesn't have holds nothing up.
    dependsOn: (part.after ?? []).flatMap((before) => ids.get(before) ?? []),
    dueAt: part.due ? later(context.now, part.due) : null,
    completedBy: null,
    completedAt: null,
    createdAt: context.now,
    updatedAt: context.now,
  }));
}

function assign(
  { assignee }: SubtaskTemplate,
  task: Task,
  context: SpawnContext,
  given: Map<string, number>,
): string | null {
  if (assignee === "nobody") return null;
  if (assignee === "creator") return context.isMember(task.requesterId) ? task.requesterId : null;
  if ("user" in assignee) return context.isMember(assignee.user) ? assignee.user : null;
  // What this very task hands out counts too, else all its subtasks go to one person. Ties: the smaller id.
  const load = ({ userId, open }: { userId: string; open: number }) =>
    open + (given.get(userId) ?? 0);
  const [least] = [...(context.loads[assignee.role] ?? [])].sort(
    (a, b) => load(a) - load(b) || (a.userId < b.userId ? -1 : 1),
  );
  if (!least) return null;
  given.set(least.userId, (given.get(least.userId) ?? 0) + 1);
  return least.userId;
}

const later = (
  now: string,
  { days = 0, hours = 0 }: { readonly days?: number; readonly hours?: number },
): string => new Date(Date.parse(now) + (days * 24 + hours) * 3_600_000).toISOString();
