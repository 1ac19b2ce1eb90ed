import type { z } from "zod";
import { spanProblem } from "../calendar/span.ts";
import type { NamedRoles } from "../model/definitions.ts";
import type { JsonOf } from "../model/json-of.ts";
import { checkFields, type Fields } from "../model/known-fields.ts";
import { thereAre } from "../model/nearest.ts";
import { safeParse } from "../model/safe-parse.ts";
import { maxSubtasks } from "../model/subtask.ts";
import { label } from "../model/text.ts";
import type { TaskTypes, Workflow } from "./workflow.ts";

/**
 * The person who gets a subtask: the task's creator, the member with this role who has the fewest open subtasks, a named person,
 * or nobody yet. People who are disabled or not on the board are skipped.
 */
export type AssigneeRule<Role extends string = string> =
  | "creator"
  | { readonly role: Role }
  | { readonly user: string }
  | "nobody";

/** The task that a condition of a template gets. */
export interface TemplateFacts<Data = unknown> {
  readonly title: string;
  readonly requesterId: string;
  /** As it is stored: a date is its ISO text. */
  readonly data: Data;
}

/** One subtask that a template makes. */
export interface SubtaskTemplate<
  Role extends string = string,
  Name extends string = string,
  Data = unknown,
> {
  readonly title: string;
  readonly assignee: AssigneeRule<Role>;
  /** The subtasks that have to be done before. */
  readonly after?: readonly Name[];
  /**
   * The time from the approval of the task to the due date. With the calendar of the option `due`, days keep
   * the time of day in its zone. Work time needs this calendar.
   */
  readonly due?:
    | { readonly days?: number; readonly hours?: number }
    | { readonly workHours: number }
    | { readonly workDays: number };
  /** The subtask is only made if this returns true. */
  readonly when?: (task: TemplateFacts<Data>) => boolean;
}

/** The subtasks of one type of task. */
export interface Template {
  /** Increase it when the template changes. A task records the version that its subtasks were made with. */
  readonly version: number;
  /** The type of tasks it is for. The first template whose type and `when` fit is used. */
  readonly type: string;
  readonly when?: (task: TemplateFacts) => boolean;
  readonly subtasks: { readonly [name: string]: SubtaskTemplate };
}

/** Templates by name, checked. */
export type Templates<Name extends string = string> = { readonly [N in Name]: Template };

type DataOf<Types extends TaskTypes, Type> = Type extends keyof Types
  ? JsonOf<z.output<Types[Type]["data"]>>
  : never;

// One member for each task type, so that a condition gets the data of its own type.
type TemplateOf<Types extends TaskTypes, Role extends string> = {
  readonly [Type in keyof Types & string]: {
    readonly version: number;
    readonly type: Type;
    readonly when?: (task: TemplateFacts<DataOf<Types, Type>>) => boolean;
    readonly subtasks: {
      readonly [name: string]: SubtaskTemplate<Role, string, DataOf<Types, Type>>;
    };
  };
}[keyof Types & string];

// Each name in `after` is a subtask of the same template.
type WithKnownNames<T> = {
  readonly [N in keyof T]: T[N] extends { readonly subtasks: infer S }
    ? { readonly subtasks: { readonly [K in keyof S]: { readonly after?: readonly (keyof S)[] } } }
    : never;
};

/**
 * Defines the subtasks that a task gets when work on it begins. The compiler checks task types, roles and
 * the names in `after`.
 *
 * @throws {Error} if a task type, a role or a name in `after` is unknown, or if a subtask has to come after
 * itself. The message names it and the cure.
 * @example
 * ```ts
 * const workflow = approvalWorkflowFor({ vehicle_sale: { data: z.strictObject({ vehicle: z.string() }) } });
 * const templates = defineTemplates({ workflow, roles: approvalRoles }, {
 *   sale: {
 *     version: 1,
 *     type: "vehicle_sale",
 *     subtasks: {
 *       verify: { title: "Verify customer data", assignee: "creator" },
 *       register: { title: "Register the vehicle", assignee: { role: "ADMIN_LIMITED" }, after: ["verify"] },
 *     },
 *   },
 * });
 * ```
 */
export function defineTemplates<
  Types extends TaskTypes,
  Role extends string,
  const T extends { readonly [name: string]: TemplateOf<Types, Role> },
>(
  definitions: {
    readonly workflow: Workflow<string, string, Types>;
    readonly roles: NamedRoles<Role>;
  },
  templates: T & WithKnownNames<T>,
): Templates<keyof T & string> {
  const checked = templates as unknown as Templates<keyof T & string>;
  for (const [name, template] of Object.entries<Template>(checked))
    check(name, template, definitions);
  workflowsOf.set(checked, definitions.workflow);
  return checked;
}

interface Definitions {
  readonly workflow: Workflow;
  readonly roles: NamedRoles;
  /** Whether due dates are counted with a calendar. Undefined: it isn't known yet. */
  readonly hasCalendar?: boolean;
}

const templateFields: Fields<Template> = { version: true, type: true, when: true, subtasks: true };
const subtaskFields: Fields<SubtaskTemplate> = {
  title: true,
  assignee: true,
  after: true,
  due: true,
  when: true,
};

/** The workflow that templates were defined for, whose data their conditions read. */
const workflowsOf = new WeakMap<Templates, Workflow>();

/**
 * Refuses templates that were defined for another workflow or for other roles than those that are
 * given to `createTaskwire`.
 */
export function checkTemplatesFit(templates: Templates, definitions: Definitions): void {
  const { workflow } = definitions;
  const theirs = workflowsOf.get(templates);
  for (const [name, template] of Object.entries(templates)) {
    check(name, template, definitions);
    if (theirs && theirs.types[template.type] !== workflow.types[template.type])
      throw new Error(
        `Template "${name}": it was defined for the workflow "${theirs.data.name}", whose task type "${template.type}" has other data than in "${workflow.data.name}". Give the same workflow to defineTemplates and to createTaskwire.`,
      );
  }
}

function check(
  name: string,
  template: Template,
  { workflow, roles, hasCalendar }: Definitions,
): void {
  const { version, type, when, subtasks } = template;
  const problem = (text: string) => new Error(`Template "${name}": ${text}`);
  checkFields(templateFields, template, (text) => problem(`it ${text}`));
  if (!Number.isSafeInteger(version) || version < 1)
    throw problem(`its version is ${String(version)}; give a whole number, 1 or more.`);
  if (when !== undefined && typeof when !== "function")
    throw problem("its `when` is no function; give one that gets the task, or leave it out.");
  if (Object.keys(subtasks).length > maxSubtasks)
    throw problem(`it has more than ${maxSubtasks} subtasks; a task can't have more.`);
  if (!Object.hasOwn(workflow.types, type))
    throw problem(
      `the task type "${type}" is not among the workflow's types; ${thereAre(type, Object.keys(workflow.types))}.`,
    );
  for (const [subtask, one] of Object.entries(subtasks)) {
    checkFields(subtaskFields, one, (text) => problem(`"${subtask}" ${text}`));
    const { title, after = [], assignee, due, when } = one;
    if (when !== undefined && typeof when !== "function")
      throw problem(`\`when\` of "${subtask}" is no function; give one that gets the task.`);
    const named = safeParse(label(), title);
    if (!named.success)
      throw problem(`the title of "${subtask}" is wrong: ${named.error.issues[0]?.message}.`);
    const wrong = due === undefined ? undefined : dueProblem(due);
    if (wrong) throw problem(`\`due\` of "${subtask}" ${wrong}.`);
    if (due && hasCalendar === false && ("workHours" in due || "workDays" in due))
      throw problem(
        `"${subtask}" is due after work time, which needs a calendar. Write \`createTaskwire({ due: { calendar: "…" }, calendars: { … } })\`.`,
      );
    if (typeof assignee === "string" ? !["creator", "nobody"].includes(assignee) : !assignee)
      throw problem(
        `"${subtask}" needs an assignee: "creator", "nobody", { role: "…" } or { user: "…" }.`,
      );
    if (
      typeof assignee === "object" &&
      "role" in assignee &&
      !Object.hasOwn(roles.data.roles, assignee.role)
    ) {
      throw problem(
        `"${subtask}" goes to the role "${assignee.role}", which is not defined; ${thereAre(assignee.role, Object.keys(roles.data.roles))}.`,
      );
    }
    const before = new Set(after);
    for (const name of before) {
      if (!Object.hasOwn(subtasks, name))
        throw problem(
          `"${subtask}" comes after "${name}", which is not among its subtasks; ${thereAre(name, Object.keys(subtasks))}.`,
        );
      if (name === subtask)
        throw problem(`"${subtask}" comes after itself, through ${[...before].join(", ")}.`);
      for (const earlier of subtasks[name]?.after ?? []) before.add(earlier);
    }
  }
}

/** Says what is wrong with the time to a due date: one span, or days and hours together. */
function dueProblem(due: unknown): string | undefined {
  const entries = Object.entries(due ?? {});
  const units = entries.map(([unit]) => unit).sort();
  if (entries.length !== 1 && units.join() !== "days,hours") return spanProblem(due);
  return entries
    .map(([unit, count]) =>
      // Half a day is twelve hours.
      unit === "days" && typeof count === "number" && !Number.isInteger(count)
        ? spanProblem({ hours: count * 24 })
        : spanProblem({ [unit]: count }),
    )
    .find((problem) => problem !== undefined);
}
