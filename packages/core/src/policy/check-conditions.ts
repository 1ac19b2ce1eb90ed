import type { Condition } from "../model/condition.ts";
import { dateText, isDay } from "../model/date-text.ts";
import { yearProblem } from "../model/id.ts";
import { thereAre } from "../model/nearest.ts";
import { entriesOf, type Kind, type Shape } from "../model/schema-shape.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { FactFields } from "./fact-fields.ts";

const comparisons = ["lessThan", "atMost", "moreThan", "atLeast"];
const words = ["equals", "is", "includes", ...comparisons, "not", "all", "any"];

const scalars: readonly Kind[] = ["text", "time", "number", "boolean", "any"];
const ordered: readonly Kind[] = ["number", "time", "any"];
const lists: readonly Kind[] = ["list", "any"];

const kindNames: { readonly [K in Kind]: string } = {
  text: "a text",
  time: "a date",
  number: "a number",
  boolean: "true or false",
  null: "empty",
  list: "a list",
  record: "a record",
  any: "anything",
};

/**
 * Refuses conditions that could never hold: paths that lead nowhere, and comparisons of values that
 * can't be compared. At run time such a condition would be unknown and grant nothing.
 *
 * @throws {Error} naming the condition, what is wrong, and the nearest paths that exist.
 */
export function checkConditions(
  conditions: { readonly [name: string]: Condition },
  workflow: Workflow,
  roles: readonly string[],
): void {
  const all = Object.entries(conditions);
  if (all.length === 0) return;
  const fields = new FactFields(workflow, roles);
  for (const [name, condition] of all) {
    const problem = (text: string) => new Error(`Condition "${name}": ${text}`);
    checkCondition(condition, { fields, problem });
  }
}

interface Check {
  readonly fields: FactFields;
  readonly problem: (text: string) => Error;
}

/** Conditions inside each other are evaluated recursively, so they are bounded. */
const maxDepth = 100;

/** Returns a wrong value as text for a message. JSON can't hold a bigint. */
const shown = (value: unknown): string =>
  typeof value === "bigint" ? String(value) : JSON.stringify(value);

function checkCondition(condition: unknown, check: Check, depth = 0): void {
  const { problem } = check;
  if (depth > maxDepth)
    throw problem(`has more than ${maxDepth} conditions inside each other; write it flatter.`);
  if (typeof condition === "string")
    throw problem(
      `"all", "any" and "not" take conditions, not names: write the condition itself instead of "${condition}".`,
    );
  const isRecord = typeof condition === "object" && condition !== null;
  const [[word, given] = [], ...more] = isRecord ? Object.entries(condition) : [];
  if (word === undefined || more.length > 0)
    throw problem(
      `${shown(condition)} needs exactly one of ${words.join(", ")}; join several with "all" or "any".`,
    );
  if (word === "server") throw problem("give the function itself instead of { server: true }.");
  if (!words.includes(word)) throw problem(`there is no "${word}"; there are ${words.join(", ")}.`);
  if (word === "not") return checkCondition(given, check, depth + 1);
  if (word === "all" || word === "any") {
    if (!Array.isArray(given) || given.length === 0)
      throw problem(`"${word}" needs a list with at least one condition.`);
    for (const part of given) checkCondition(part, check, depth + 1);
    return;
  }
  if (!Array.isArray(given) || given.length !== 2)
    throw problem(`"${word}" needs a list of two: { ${word}: ["task.…", …] }.`);
  const [left, right] = given;
  if (word === "is") return checkIs(left, right, check);
  if (word === "includes") {
    const entries = field(left, lists, check).flatMap(entriesOf);
    return checkPair(word, entries, field(right, scalars, check), check);
  }
  if (word === "equals")
    return checkPair(word, field(left, scalars, check), field(right, scalars, check), check);
  checkPair(word, field(left, ordered, check), limit(word, right, check), check);
}

/** Returns the shapes of a path's field. Throws if there is none, or none of a kind that fits. */
function field(path: unknown, wanted: readonly Kind[], { fields, problem }: Check): Shape[] {
  if (typeof path !== "string")
    throw problem(`${shown(path)} is no path; a path is a text such as "task.requesterId".`);
  const fits = ({ kind }: Shape) => wanted.includes(kind);
  const shapes = fields.at(path);
  if (shapes.some(fits)) return shapes;
  const others = thereAre(path, fields.paths(fits));
  if (shapes.length === 0)
    throw problem(
      `there is no field "${path}"; ${others}. A path that leads nowhere would never grant anything.`,
    );
  const cure =
    wanted === ordered ? " A date needs the schema z.iso.date() or z.iso.datetime()." : "";
  throw problem(`"${path}" is ${said(shapes)}, which doesn't fit here; ${others}.${cure}`);
}

/** Returns the shape of what a field is compared with: a number, a date, or another field. */
function limit(word: string, than: unknown, check: Check): Shape[] {
  if (typeof than === "number") {
    if (!Number.isFinite(than))
      throw check.problem(`"${word}" can't compare with ${than}; give a finite number.`);
    return [literal("number")];
  }
  if (typeof than !== "string" || !/^\d/.test(than)) return field(than, ordered, check);
  if (!dateText.test(than) || !isDay(than) || Number.isNaN(Date.parse(than)))
    throw check.problem(
      `"${than}" is no date; write 2026-12-31, or 2026-12-31T17:00:00Z with Z or an offset at its end.`,
    );
  const farAway = yearProblem(than);
  if (farAway) throw check.problem(`"${word}" compares with "${than}". ${farAway}.`);
  return [literal("time")];
}

function checkIs(path: unknown, value: unknown, check: Check): void {
  const kind = kindOfValue(value);
  if (!kind)
    throw check.problem(
      `"is" compares with a text, a finite number, true, false or null, not with ${shown(value)}.`,
    );
  const shapes = field(path, [...scalars, "null", "record", "list"], check);
  const possible = shapes.filter((shape) => areAlike("is", shape.kind, kind));
  if (possible.length === 0)
    throw check.problem(`"${path}" is ${said(shapes)}, so it is never ${JSON.stringify(value)}.`);
  if (possible.some(({ values }) => !values || values.includes(value))) return;
  const values = possible.flatMap((shape) => shape.values ?? []).map(String);
  throw check.problem(
    `"${path}" is never ${JSON.stringify(value)}; ${thereAre(String(value), values)}.`,
  );
}

function checkPair(
  word: string,
  left: readonly Shape[],
  right: readonly Shape[],
  { problem }: Check,
): void {
  if (left.some((a) => right.some((b) => areAlike(word, a.kind, b.kind)))) return;
  throw problem(`"${word}" compares ${said(left)} with ${said(right)}, which are never alike.`);
}

/** Whether values of two kinds can be compared. Only in an order, a date is more than a text. */
function areAlike(word: string, a: Kind, b: Kind): boolean {
  if (a === "any" || b === "any") return true;
  if (comparisons.includes(word)) return a === b && ordered.includes(a);
  const plain = (kind: Kind) => (kind === "time" ? "text" : kind);
  return plain(a) === plain(b) && (word === "is" || scalars.includes(a));
}

const literal = (kind: Kind): Shape => ({ kind, values: undefined, schema: {}, root: {} });

function kindOfValue(value: unknown): Kind | undefined {
  if (value === null) return "null";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "boolean";
  return Number.isFinite(value) ? "number" : undefined;
}

const said = (shapes: readonly Shape[]): string =>
  [...new Set(shapes.map(({ kind }) => kindNames[kind]))].join(" or ") || "nothing";
