import type { z } from "zod";
import type { NamedRoles } from "../model/definitions.ts";
import type { JsonOf } from "../model/json-of.ts";
import { thereAre } from "../model/nearest.ts";
import { maxSubtasks } from "../model/subtask.ts";
import type { TaskTypes, Workflow } from "./workflow.ts";

/**
 * Who gets a subtask: the task's creator, the member with this role who has the fewest open subtasks, a named person,
 * or nobody yet. People who are disabled or not on the board are skipped.
 */
export type AssigneeRule<Role extends string = string> =
  | "creator"
  | { readonly role: Role }
  | { readonly user: string }
  | "nobody";

/** What a condition of a template sees. */
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
  /** Only after these are done. */
  readonly after?: readonly Name[];
  /** Due so long after its task was approved. */
  readonly due?: { readonly days?: number; readonly hours?: number };
  /** Only made when this is true. */
  readonly when?: (task: TemplateFacts<Data>) => boolean;
}

/** The subtasks of one type of task. */
export interface Template {
  /** Count it up when the template changes: a task keeps the version it was made with. */
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

// One shape a task type, told apart by `type`: so conditions see the data of their own type.
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

// `after` names a subtask of the same template.
type WithKnownNames<T> = {
  readonly [N in keyof T]: T[N] extends { readonly subtasks: infer S }
    ? { readonly subtasks: { readonly [K in keyof S]: { readonly after?: readonly (keyof S)[] } } }
    : never;
};

/**
 * Defines which subtasks an approved task gets. Types of tasks, roles and the names in `after` are checked by the
 * compiler; circles in `after` when it runs.
 *
 * @throws {Error} when a name in `after` is unknown or the order runs in a circle.
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
}

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
        `Template "${name}": it was defined for the workflow "${theirs.data.name}", whose "${template.type}" has other data than that of "${workflow.data.name}". Give the same workflow to defineTemplates and to createTaskwire.`,
      );
  }
}

function check(name: string, { type, subtasks }: Template, { workflow, roles }: Definitions): void {
  const problem = (text: string) => new Error(`Template "${name}": ${text}`);
  if (Object.keys(subtasks).length > maxSubtasks)
    throw problem(`it has more than ${maxSubtasks} subtasks; that is a task's most.`);
  if (!Object.hasOwn(workflow.types, type))
    throw problem(
      `the task type "${type}" is not among the workflow's types; ${thereAre(type, Object.keys(workflow.types))}.`,
    );
  for (const [subtask, { after = [], assignee }] of Object.entries(subtasks)) {
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
    for (const one of before) {
      if (!Object.hasOwn(subtasks, one))
        throw problem(
          `"${subtask}" comes after "${one}", which is not among its subtasks; ${thereAre(one, Object.keys(subtasks))}.`,
        );
      if (one === subtask)
        throw problem(`"${subtask}" comes after itself, by way of ${[...before].join(", ")}.`);
      for (const earlier of subtasks[one]?.after ?? []) before.add(earlier);
    }
  }
}
