import type { ApprovalData, StepData } from "../model/approval-data.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Condition } from "../model/condition.ts";
import { own } from "../model/own.ts";
import { sha256 } from "../model/sha256.ts";
import type { Task } from "../model/task.ts";

/** The fields of a task that votes can be about. */
export type Content = Pick<Task, "title" | "description" | "data" | "type" | "requesterId">;

const taskPaths = (condition: Condition): string[] =>
  Object.values(condition as { readonly [word: string]: unknown })
    .flat()
    .flatMap((part) => {
      if (typeof part === "object" && part !== null) return taskPaths(part as Condition);
      return typeof part === "string" && part.startsWith("task.") ? part.slice(5) : [];
    });

const selecting = new WeakMap<ApprovalData["steps"], readonly string[]>();

/** The fields of the task that select steps and voters. Every vote of the approval is about them too. */
export function selectingFields({ steps }: ApprovalData): readonly string[] {
  const known = selecting.get(steps);
  if (known) return known;
  const conditions = Object.values(steps).flatMap(({ when, groups, deadline }) => [
    ...(when ? [when] : []),
    ...Object.values(groups).map(({ by }) => by),
    ...(deadline?.escalate ?? []).map(({ to }) => to),
  ]);
  const fields = [...new Set(conditions.flatMap(taskPaths))].sort();
  selecting.set(steps, fields);
  return fields;
}

/** The fields that votes of a step are about, sorted by name. */
export const coveredFields = (approval: ApprovalData, { covers }: StepData): string[] =>
  [...new Set([...covers, ...selectingFields(approval)])].sort();

/** The value of a field, e.g. `data.amount`. */
export const valueAt = (task: Content, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, name) =>
        typeof value === "object" && value !== null ? own(value as never, name) : undefined,
      task,
    );

/** The SHA-256 of each of these fields. */
export const contentParts = (
  task: Content,
  fields: readonly string[],
): { [field: string]: string } =>
  Object.fromEntries(fields.map((field) => [field, sha256(canonicalJson(valueAt(task, field)))]));

/**
 * The SHA-256 of these fields together. It is the same if, and only if, the hashes of all these
 * fields are the same.
 */
export const contentOf = (task: Content, fields: readonly string[]): string =>
  sha256(canonicalJson(contentParts(task, fields)));

/** Returns the fields whose values differ between the two tasks. */
export const changedFields = (
  before: Content,
  after: Content,
  fields: readonly string[],
): string[] =>
  fields.filter(
    (field) => canonicalJson(valueAt(before, field)) !== canonicalJson(valueAt(after, field)),
  );

/** Whether a caller who saw this version of a task has seen its title, description and data as they are. */
export const hasSeenContent = (
  { contentSince, version }: Pick<Task, "contentSince" | "version">,
  seen: number,
): boolean => seen > contentSince && seen <= version;
