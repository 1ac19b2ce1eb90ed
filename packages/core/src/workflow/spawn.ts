import { shift } from "../calendar/span.ts";
import type { Calendar } from "../model/calendar.ts";
import type { Subtask } from "../model/subtask.ts";
import type { Task } from "../model/task.ts";
import type { SubtaskTemplate, Template, Templates } from "./templates.ts";

const hourMs = 3_600_000;

/** The facts that decide which subtasks a template makes, with ids and loads: the same facts give the same subtasks. */
export interface SpawnContext {
  readonly now: string;
  readonly newId: () => string;
  /** Members of a role, without disabled ones, with the number of their open subtasks. */
  readonly loads: {
    readonly [role: string]: readonly { readonly userId: string; readonly open: number }[];
  };
  /** The calendar of due dates, if the app has one. */
  readonly calendar?: Calendar | undefined;
  /** Whether a person is on the board and not disabled: others get nothing assigned. */
  readonly isActive: (userId: string) => boolean;
}

/** A template that fits a task, with its name. */
export interface FittingTemplate {
  readonly name: string;
  readonly template: Template;
}

/** Returns the template for a task: the first whose type and condition fit. */
export function templateFor(task: Task, templates: Templates): FittingTemplate | undefined {
  for (const [name, template] of Object.entries(templates)) {
    if (template.type === task.type && (template.when?.(task) ?? true)) return { name, template };
  }
  return undefined;
}

/** Returns the parts of a template whose condition holds for this task. */
export function partsFor(task: Task, template: Template): [name: string, part: SubtaskTemplate][] {
  return Object.entries(template.subtasks).filter(([, { when }]) => when?.(task) ?? true);
}

/** A subtask's `part`: the part of the template that it was made from. */
const partId = (template: string, part: string): string => `${template}/${part}`;

/** The parts of a template that a task should have and that none of its subtasks was made from. */
export function missingParts(
  task: Task,
  { name, template }: FittingTemplate,
  existing: readonly Subtask[],
): [name: string, part: SubtaskTemplate][] {
  const made = new Set(existing.map(({ part }) => part));
  return partsFor(task, template).filter(([part]) => !made.has(partId(name, part)));
}

/** Whether the task's present template made a subtask, or a person added it. */
const isOfTemplate = ({ part }: Subtask, { template }: Task): boolean =>
  part?.startsWith(`${template?.name}/`) ?? true;

/**
 * The subtasks that come back when work on a task begins again. All of them were called off before. They are:
 * - subtasks that a person added,
 * - with a template, the parts of it that the task should still have,
 * - without a template, those that the task's present template made.
 */
export function returningSubtasks(
  task: Task,
  fitting: FittingTemplate | undefined,
  existing: readonly Subtask[],
): Subtask[] {
  const wanted =
    fitting &&
    new Set(partsFor(task, fitting.template).map(([part]) => partId(fitting.name, part)));
  return existing.filter(
    (one) =>
      one.calledOff &&
      (wanted ? one.part === null || wanted.has(one.part) : isOfTemplate(one, task)),
  );
}

/**
 * The subtasks that a template makes for a task, after those that the task has. A part that a subtask
 * was made from before isn't made again. Pure.
 */
export function spawn(
  task: Task,
  fitting: FittingTemplate,
  context: SpawnContext,
  existing: readonly Subtask[] = [],
): Subtask[] {
  const parts = missingParts(task, fitting, existing);
  const idOf = (name: string) => partId(fitting.name, name);
  const ids = new Map([
    ...existing.map(({ part, id }) => [part, id] as const),
    ...parts.map(([name]) => [idOf(name), context.newId()] as const),
  ]);
  const given = new Map<string, number>();
  return parts.map(([name, part], index) => ({
    id: ids.get(idOf(name)) as string,
    version: 0,
    boardId: task.boardId,
    taskId: task.id,
    title: part.title,
    state: "open",
    calledOff: false,
    part: idOf(name),
    assigneeId: assign(part, task, context, given),
    position: existing.length + index,
    // A part that this task doesn't have is not waited for.
    dependsOn: (part.after ?? []).flatMap((before) => ids.get(idOf(before)) ?? []),
    dueAt: part.due ? later(context.now, part.due, context.calendar) : null,
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
  if (assignee === "creator") return context.isActive(task.requesterId) ? task.requesterId : null;
  if ("user" in assignee) return context.isActive(assignee.user) ? assignee.user : null;
  // Subtasks of the same template count too, or one person would get all of them. The smaller id breaks a tie.
  const load = ({ userId, open }: { userId: string; open: number }) =>
    open + (given.get(userId) ?? 0);
  const [least] = [...(context.loads[assignee.role] ?? [])].sort(
    (a, b) => load(a) - load(b) || (a.userId < b.userId ? -1 : 1),
  );
  if (!least) return null;
  given.set(least.userId, (given.get(least.userId) ?? 0) + 1);
  return least.userId;
}

function later(
  now: string,
  due: NonNullable<SubtaskTemplate["due"]>,
  calendar: Calendar | undefined,
): string {
  const from = Date.parse(now);
  const after = (): number => {
    if ("workHours" in due || "workDays" in due) return shift(from, due, calendar, 1);
    const { days = 0, hours = 0 } = due;
    // Days of 24 hours, if no calendar says in which zone the time of day stays the same.
    const isWhole = days > 0 && Number.isInteger(days);
    const start =
      calendar && isWhole ? shift(from, { days }, calendar, 1) : from + days * 24 * hourMs;
    return start + hours * hourMs;
  };
  return new Date(after()).toISOString();
}
