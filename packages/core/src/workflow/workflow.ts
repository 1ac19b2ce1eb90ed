import type { z } from "zod";
import type { ActionData, WorkflowData } from "../model/definitions.ts";
import type { JsonOf } from "../model/json-of.ts";
import { checkFields, type Fields } from "../model/known-fields.ts";
import type { StateKind, Task } from "../model/task.ts";
import {
  type ApprovalDefinitions,
  approvalsData,
  type CheckedApprovals,
} from "./approval-definition.ts";
import { checkWorkflow } from "./check.ts";
import { checkApprovals } from "./check-approvals.ts";

/** Types of tasks with the schema of their data. */
export type TaskTypes = { readonly [type: string]: { readonly data: z.ZodType } };

/**
 * A workflow with its task types. `data` is for the state machine and for clients; the schemas of the types
 * are for the server.
 */
export interface Workflow<
  State extends string = string,
  Action extends string = string,
  Types extends TaskTypes = TaskTypes,
  Reasoned extends string = string,
  EventType extends string = string,
  Versioned extends string = string,
  Voted extends string = string,
> {
  readonly data: WorkflowData;
  readonly types: Types;
  /** Old names of states with the states that they are now. */
  readonly renamed?: RenamedStates;
  /**
   * Never set: carries the names of states, of actions that people take, of those that need a reason, of
   * events, of actions that need the version that the person saw, and of actions that vote.
   */
  readonly names?: {
    readonly state: State;
    readonly action: Action;
    readonly reasoned: Reasoned;
    readonly event: EventType;
    readonly versioned: Versioned;
    readonly voted: Voted;
  };
}

/** Old names of states with the states that they are now. */
export type RenamedStates<State extends string = string> = { readonly [old: string]: State };

interface WithTasks<T> {
  readonly operations: {
    readonly "tasks.get": { readonly signature?: (input: never) => { readonly task: T } };
  };
}

/** The type of a task in a workflow or in an app (`typeof taskwire`): with its states, types and data. */
export type TaskOf<W> =
  W extends Workflow<infer State, string, infer Types>
    ? {
        [T in keyof Types & string]: Task<State, T, JsonOf<z.output<Types[T]["data"]>>>;
      }[keyof Types & string]
    : W extends WithTasks<infer T>
      ? T
      : Task;

/**
 * An action of a workflow: one arrow of its diagram, or several with the same name.
 *
 * @example
 * ```ts
 * const reject = {
 *   from: "asked",
 *   to: "denied",
 *   decision: true,
 *   reason: "required",
 * } satisfies ActionDefinition<"asked" | "denied">;
 * ```
 */
export interface ActionDefinition<State extends string> {
  /** The state, or the states, in which it can be taken. */
  readonly from: State | readonly State[];
  /** The state of the task after it. */
  readonly to: State;
  /** The type of the event that it causes. Default: `task.` and the action's name. */
  readonly event?: `task.${string}`;
  /**
   * The trigger. `person` (the default): a person takes it. `subtasks.done`: the last open subtask is completed.
   * `subtask.reopened`: a subtask of a finished task is reopened. `deadline`: the deadline of a step passes.
   */
  readonly trigger?: ActionData["trigger"];
  /**
   * Whether it is recorded as a decision, which the requester may not take. Default: false. In a state with
   * an approval, it says which part it has: `for` and `against` cast votes, `return` gives the task back to its requester,
   * `override` decides without the votes.
   */
  readonly decision?: boolean | NonNullable<ActionData["vote"]>;
  /** Whether the person gives a reason. Default: `none`. */
  readonly reason?: ActionData["reason"];
}

/** A state of a workflow. */
interface StateDefinition<Approval extends string> {
  /** The meaning of the state: a decision is awaited, subtasks are worked on, or the task is done or dropped. */
  readonly kind: StateKind;
  /** The approval that takes the votes in this state, one of `approvals`. Default: one person decides. */
  readonly approval?: Approval;
}

const actionFields: Fields<ActionDefinition<string>> = {
  ...{ from: true, to: true, event: true, trigger: true },
  ...{ decision: true, reason: true },
};
const stateFields: Fields<StateDefinition<string>> = { kind: true, approval: true };
const typeFields = { data: true } as const;

/** Checks the fields of all states, actions and task types of a workflow. */
function checkParts(
  workflow: string,
  parts: { readonly [P in "states" | "actions" | "types"]: { readonly [name: string]: object } },
): void {
  const known = { states: stateFields, actions: actionFields, types: typeFields };
  const words = { states: "state", actions: "action", types: "task type" };
  const problem = (text: string) => new Error(`Workflow "${workflow}": ${text}`);
  for (const part of ["states", "actions", "types"] as const) {
    const all: unknown = parts[part];
    if (typeof all !== "object" || all === null)
      throw problem(`it has no ${words[part]}s; give at least one in \`${part}\`.`);
    for (const [name, one] of Object.entries(parts[part]))
      checkFields(known[part], one, (text) => problem(`the ${words[part]} "${name}" ${text}`));
  }
}

type NeedsReason<Actions> = {
  [A in keyof Actions & string]: Actions[A] extends { readonly reason: "required" } ? A : never;
}[keyof Actions & string];

type NeedsVersion<Actions, Needs> = Needs extends "version"
  ? {
      [A in keyof Actions & string]: Actions[A] extends {
        readonly decision: true | NonNullable<ActionData["vote"]>;
      }
        ? A
        : never;
    }[keyof Actions & string]
  : never;

/** The actions that a deadline takes, and no person. */
type Clocked<Actions> = {
  [A in keyof Actions & string]: Actions[A] extends { readonly trigger: "deadline" } ? A : never;
}[keyof Actions & string];

type Votes<Actions> = {
  [A in keyof Actions & string]: Actions[A] extends {
    readonly decision: "for" | "against" | "return";
  }
    ? A
    : never;
}[keyof Actions & string];

type EventOf<Actions> = {
  [A in keyof Actions & string]: Actions[A] extends { readonly event: infer E extends string }
    ? E
    : `task.${A}`;
}[keyof Actions & string];

/**
 * Defines a workflow: states with their kinds, and the actions between them. Refuses a state that can't be
 * reached, a waiting or working state without an action that leaves it, two actions for one trigger, and
 * names that are taken.
 *
 * @throws {Error} if the definition is wrong. The message names the state or the action, and the cure.
 * @example
 * ```ts
 * const purchase = defineWorkflow({
 *   name: "purchase",
 *   initial: "asked",
 *   states: { asked: { kind: "waiting" }, ordered: { kind: "working" }, received: { kind: "done" }, denied: { kind: "dropped" } },
 *   actions: {
 *     order: { from: "asked", to: "ordered", decision: true },
 *     deny: { from: "asked", to: "denied", decision: true, reason: "required" },
 *     receive: { from: "ordered", to: "received", trigger: "subtasks.done" },
 *   },
 *   types: { purchase: { data: z.strictObject({ price: z.number() }) } },
 * });
 * ```
 */
export function defineWorkflow<
  const States extends {
    readonly [state: string]: { readonly kind: StateKind; readonly approval?: string };
  },
  const Actions extends { readonly [action: string]: ActionDefinition<keyof States & string> },
  const Types extends TaskTypes,
  const Needs extends WorkflowData["decisionNeeds"] = "version",
  const Approvals extends ApprovalDefinitions = Record<never, never>,
>(definition: {
  /** The name of the workflow. It is stored with open rounds of approvals. */
  readonly name: string;
  /** Count it up with each release that changes the workflow. Default: 1. */
  readonly version?: number;
  /** The state of a new task. */
  readonly initial: keyof States & string;
  /** The states by name. */
  readonly states: States & {
    readonly [S in keyof States]: StateDefinition<keyof Approvals & string>;
  };
  /** The actions between the states, by name. */
  readonly actions: Actions & {
    readonly [A in keyof Actions]: ActionDefinition<keyof States & string>;
  };
  /** The types of tasks, each with the schema of its data. */
  readonly types: Types;
  /** Approvals that take more than one vote. A state names one with `approval`. */
  readonly approvals?: Approvals & CheckedApprovals<Approvals, Clocked<Actions>>;
  /** Whether requesters may decide on their own tasks. Default: `refuse`. */
  readonly selfApproval?: WorkflowData["selfApproval"];
  /**
   * Default: `version`. A decision or a vote then names the version of the task that its decider saw. If the
   * title, the description or the data has changed since, a decision is a `conflict`. A vote is refused if
   * what its step covers has changed.
   */
  readonly decisionNeeds?: Needs;
  /**
   * Default: `void`. If the title, the description or the data is edited between two decisions, the
   * earlier ones are void, and the task goes back to be decided on again. `lock`: the edit is refused.
   */
  readonly edits?: WorkflowData["edits"];
  /**
   * States of earlier releases that have another name now, e.g. `{ review: "checked" }`. `open()` moves
   * the tasks in them.
   */
  readonly renamed?: RenamedStates<keyof States & string>;
}): Workflow<
  keyof States & string,
  Exclude<keyof Actions & string, Clocked<Actions>>,
  Types,
  NeedsReason<Actions>,
  EventOf<Actions>,
  NeedsVersion<Actions, Needs>,
  Votes<Actions>
> {
  const { name, version = 1, initial, states, types } = definition;
  checkParts(name, definition);
  const { selfApproval = "refuse", decisionNeeds = "version", edits = "void" } = definition;
  const actions = Object.fromEntries(
    Object.entries<ActionDefinition<string>>(definition.actions).map(
      ([action, { from, to, ...rest }]) => [
        action,
        {
          from: typeof from === "string" ? [from] : (from ?? []),
          to,
          event: rest.event ?? `task.${action}`,
          trigger: rest.trigger ?? "person",
          // Nobody votes in the action of a deadline. It is the decision of `system`.
          decision:
            rest.trigger === "deadline" || (rest.decision !== undefined && rest.decision !== false),
          ...(typeof rest.decision === "string" && { vote: rest.decision }),
          reason: rest.reason ?? "none",
        } satisfies ActionData,
      ],
    ),
  );
  const data: WorkflowData = {
    name,
    version,
    initial,
    states,
    actions,
    resumable: Object.values(actions).flatMap(({ trigger, from }) =>
      trigger === "subtask.reopened" ? from : [],
    ),
    editable: Object.keys(states).filter((state) => {
      const canLeave = Object.values(actions).some(({ from }) => from.includes(state));
      return canLeave && /waiting|dropped/.test(String(states[state]?.kind));
    }),
    selfApproval,
    decisionNeeds,
    edits,
  };
  const { renamed, approvals = {} } = definition;
  checkWorkflow(data, types, renamed);
  checkApprovals(data, approvals);
  const isVotedOn = Object.keys(approvals).length > 0;
  const whole = isVotedOn ? { ...data, approvals: approvalsData(approvals) } : data;
  return { data: whole, types, ...(renamed && { renamed }) };
}
