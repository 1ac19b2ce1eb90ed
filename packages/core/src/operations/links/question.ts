import { contentParts, coveredFields } from "../../approvals/content.ts";
import { wholeTask } from "../../approvals/receipt.ts";
import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import type { DecisionLink } from "../../model/decision-link.ts";
import type { ActionData } from "../../model/definitions.ts";
import { own } from "../../model/own.ts";
import type { Task } from "../../model/task.ts";
import { runningIn } from "../tasks/approval-change.ts";

/** The question that a person is asked on a task: to vote in a step, or to decide. */
interface Question extends Pick<DecisionLink, "approval" | "step" | "round" | "parts"> {
  /** From this time on, votes are late if the deadline has an action. Null if there is no deadline. */
  readonly deadlineAt: string | null;
}

/** Maximum number of fields of the data that a link can name. */
const maxInData = 50;

const invalid = (path: string, message: string, problem: string) =>
  new TaskwireError("invalid", message, { problems: [{ path, message: problem }] });

/**
 * Returns the question that a link asks about the target's task.
 *
 * @param given the name of the step; undefined: the only one that is open
 * @throws {TaskwireError} `invalid` if the step is missing, or if there is no such step.
 */
export function questionOn(context: OperationContext, given: string | undefined): Question {
  const task = context.task();
  const running = runningIn(context, task);
  if (!running) {
    if (given !== undefined)
      throw invalid("step", "The task is in no step, so leave `step` out.", "Leave it out");
    const parts = partsOf(task, wholeTask);
    return { approval: null, step: null, round: task.decisions.length, parts, deadlineAt: null };
  }
  const { approval, definition } = running;
  const open = Object.keys(approval.steps).filter((one) => approval.steps[one]?.state === "open");
  const name = given ?? (open.length === 1 ? open[0] : undefined);
  const step = own(definition.steps, name ?? "");
  if (!step || name === undefined) {
    const names = Object.keys(definition.steps).join(", ");
    throw invalid("step", `Name the step of the approval: ${names}.`, "Name a step");
  }
  return {
    approval: approval.name,
    step: name,
    round: approval.round,
    parts: partsOf(task, coveredFields(definition, step)),
    deadlineAt: approval.steps[name]?.deadlineAt ?? null,
  };
}

/**
 * The hashes of these fields. If one of them is the whole `data`, also the hash of each field in it, so that a message
 * can name the fields that have changed.
 */
function partsOf(task: Task, fields: readonly string[]): DecisionLink["parts"] {
  const { data } = task;
  const isRecord = typeof data === "object" && data !== null && !Array.isArray(data);
  const inData = isRecord && fields.includes("data") ? Object.keys(data).slice(0, maxInData) : [];
  const named = inData.filter((name) => !name.includes(".")).map((name) => `data.${name}`);
  return contentParts(task, [...new Set([...fields, ...named])]);
}

/** Whether the question of a link is still open: the task is in the same round, and the person has not answered. */
export function isStillAsked(link: DecisionLink, { approval, decisions }: Task): boolean {
  if (link.approval === null) return decisions.length === link.round;
  if (approval?.name !== link.approval || approval.round !== link.round) return false;
  const seatId = link.principalId ?? link.userId;
  return !approval.votes.some(({ step, seat }) => step === link.step && seat === seatId);
}

/** The fields that have changed since a link was made. */
export function changedSinceMail({ parts }: DecisionLink, task: Task): string[] {
  const fields = Object.keys(parts);
  const now = contentParts(task, fields);
  const changed = fields.filter((field) => now[field] !== parts[field]);
  const isInData = changed.some((field) => field.startsWith("data."));
  return isInData ? changed.filter((field) => field !== "data") : changed;
}

/**
 * Returns an action that a link can take: a vote for or against, a return, or a decision.
 *
 * @throws {TaskwireError} `invalid` if a link can't take it.
 */
export function linkedAction(context: OperationContext, name: string): ActionData {
  const { state } = context.task();
  const { actions } = context.definitions.workflow;
  const isLinkable = ({ decision, vote, trigger, from }: ActionData) =>
    decision && vote !== "override" && trigger !== "deadline" && from.includes(state);
  const action = own(actions, name);
  if (action && isLinkable(action)) return action;
  const names = Object.keys(actions).filter((one) => isLinkable(actions[one] as ActionData));
  throw invalid(
    "actions",
    `A link can't take the action "${name.slice(0, 100)}" now. It can take ${names.join(", ") || "none"}.`,
    "Name votes or decisions that the task's state has",
  );
}
