import { maxNameLength } from "../model/approval-data.ts";
import type { Condition } from "../model/condition.ts";
import type { WorkflowData } from "../model/definitions.ts";
import { checkFields, type Fields } from "../model/known-fields.ts";
import { thereAre } from "../model/nearest.ts";
import type {
  ApprovalDefinition,
  ApprovalDefinitions,
  GroupDefinition,
  StepDefinition,
  StepFields,
} from "./approval-definition.ts";
import { checkDeadline, checkDeadlineActions } from "./check-deadlines.ts";

type Problem = (text: string) => Error;

/** Maximum number of votes that a group can need, and of votes against that a step can need. */
const maxVotes = 50;
const maxSteps = 20;
const maxGroups = 10;
const name = new RegExp(`^[a-z][a-zA-Z0-9_]{0,${maxNameLength - 1}}$`);

const approvalFields: Fields<ApprovalDefinition> = {
  ...{ edits: true, carryOver: true, distinct: true, rounds: true },
  ...{ delegates: true, calendar: true, steps: true },
};
const groupFields: Fields<GroupDefinition> = { by: true, required: true };
const stepFields: Fields<StepFields<unknown> & GroupDefinition & { groups: unknown }> = {
  ...{ after: true, when: true, against: true, covers: true, deadline: true, groups: true },
  ...groupFields,
};

/**
 * Checks the approvals of a workflow when it is defined.
 *
 * @throws {Error} naming the approval or the step, what is wrong, and the cure.
 */
export function checkApprovals(workflow: WorkflowData, approvals: ApprovalDefinitions): void {
  const problem = (text: string) => new Error(`Workflow "${workflow.name}": ${text}`);
  const used = Object.values(workflow.states).flatMap(({ approval }) => approval ?? []);
  for (const [state, { approval, kind }] of Object.entries(workflow.states)) {
    if (approval === undefined) continue;
    if (!Object.hasOwn(approvals, approval))
      throw problem(
        `the state "${state}" names the approval "${approval}", which is not among its approvals; ${thereAre(approval, Object.keys(approvals))}.`,
      );
    if (kind !== "waiting")
      throw problem(
        `the state "${state}" has an approval but is ${kind}; only a state of kind "waiting" can have one.`,
      );
    checkActions(state, workflow, problem);
  }
  for (const [action, { from, vote, reason }] of Object.entries(workflow.actions)) {
    const isIn = from.filter((state) => workflow.states[state]?.approval !== undefined);
    if (["withdraw", "addVoter", "extend", "checkDue"].includes(action) && used.length > 0)
      throw problem(`the action "${action}" has the name of an operation; call it something else.`);
    if (vote && isIn.length === 0)
      throw problem(
        `"${action}" is a decision "${vote}", but none of its states has an approval; write \`decision: true\`, or give one of the states an approval.`,
      );
    if (vote && isIn.length < from.length)
      throw problem(
        `"${action}" is a decision "${vote}" and also starts in a state without an approval; make it two actions.`,
      );
    if ((vote === "return" || vote === "override") && reason !== "required")
      throw problem(
        `"${action}" needs \`reason: "required"\`, because it is an ${vote}.`.replace(
          "an return",
          "a return",
        ),
      );
  }
  for (const [approval, definition] of Object.entries(approvals)) {
    if (!name.test(approval))
      throw problem(
        `"${approval}" can't be a name: use at most ${maxNameLength} letters, digits and _, and begin with a small letter.`,
      );
    if (!used.includes(approval))
      throw problem(
        `no state names the approval "${approval}"; write \`approval: "${approval}"\` in one, or remove it.`,
      );
    checkApproval(definition, (text) => problem(`approval "${approval}": ${text}`));
  }
  checkDeadlineActions(workflow, approvals, problem);
}

/** Checks that a state with an approval has the actions that votes lead to, and no other decisions. */
function checkActions(state: string, { actions }: WorkflowData, problem: Problem): void {
  const here = Object.entries(actions).filter(([, { from }]) => from.includes(state));
  const that = (vote: string) => here.filter(([, data]) => data.vote === vote);
  const plain = here.find(
    ([, { decision, vote, trigger }]) => decision && !vote && trigger !== "deadline",
  );
  if (plain)
    throw problem(
      `"${plain[0]}" decides in "${state}", which has an approval; say how: \`decision: "for"\`, "against", "return" or "override".`,
    );
  if (that("for").length !== 1)
    throw problem(
      `the state "${state}" has an approval, so it needs exactly one action with \`decision: "for"\`; it has ${that("for").length}.`,
    );
  for (const vote of ["against", "return", "override"])
    if (that(vote).length > 1)
      throw problem(`two actions with \`decision: "${vote}"\` leave "${state}"; only one can.`);
  if (that("against").length + that("return").length === 0)
    throw problem(
      `nobody could say no in "${state}": give it an action with \`decision: "against"\` or "return".`,
    );
}

function checkApproval(approval: ApprovalDefinition, problem: Problem): void {
  checkFields(approvalFields, approval, (text) => problem(`it ${text}`));
  const { edits = "void", carryOver = "nothing", distinct = false, rounds, steps = {} } = approval;
  if (!["void", "lock"].includes(edits))
    throw problem(
      `\`edits\` is "${edits}"; write "void" (an edit voids votes) or "lock" (an edit is refused).`,
    );
  if (!["nothing", "unchanged"].includes(carryOver))
    throw problem(`\`carryOver\` is "${carryOver}"; write "nothing" or "unchanged".`);
  if (typeof distinct !== "boolean") throw problem("`distinct` has to be true or false.");
  if (rounds !== undefined && !isCount(rounds, Number.MAX_SAFE_INTEGER))
    throw problem(`\`rounds\` is ${rounds}; give a whole number, 1 or more, or leave it out.`);
  const { delegates = true } = approval;
  if (
    typeof delegates !== "boolean" &&
    !(Array.isArray(delegates?.roles) && delegates.roles.length > 0)
  )
    throw problem(
      '`delegates` is true, false or { roles: ["…"] } with the roles that may vote for others.',
    );
  const all = Object.entries(steps);
  if (all.length === 0) throw problem("it has no steps; give at least one in `steps`.");
  if (all.length > maxSteps) throw problem(`it has more than ${maxSteps} steps; make it shorter.`);
  if (all.every(([, { when }]) => when !== undefined))
    throw problem(
      "every step has a `when`, so perhaps no step opens; leave `when` out of one step.",
    );
  for (const [step, definition] of all)
    checkStep(step, definition, approval, (text) => problem(`step "${step}": ${text}`));
}

function checkStep(
  step: string,
  definition: StepDefinition,
  approval: ApprovalDefinition,
  problem: Problem,
): void {
  checkFields(stepFields, definition, (text) => problem(`it ${text}`));
  const { steps } = approval;
  const { after = [], when, against = 1, covers, deadline } = definition;
  if (!name.test(step))
    throw problem(
      `its name may have at most ${maxNameLength} letters, digits and _, and begins with a small letter.`,
    );
  for (const before of after)
    if (!Object.hasOwn(steps, before))
      throw problem(
        `it comes after "${before}", which is not among the steps; ${thereAre(before, Object.keys(steps))}.`,
      );
  const earlier = new Set(after);
  for (const one of earlier) {
    if (one === step) throw problem(`it comes after itself, through ${[...earlier].join(", ")}.`);
    for (const before of steps[one]?.after ?? []) earlier.add(before);
  }
  if (!isCount(against, maxVotes))
    throw problem(`\`against\` is ${against}; give a number from 1 to ${maxVotes}.`);
  if (covers && (!Array.isArray(covers) || covers.length === 0 || !covers.every(isCovered)))
    throw problem(
      '`covers` takes "title", "description", "data" or a field of the data, such as "data.amount".',
    );
  if (when) checkReads(when, false, problem);
  checkGroups(step, definition, problem);
  if (!deadline) return;
  checkDeadline(deadline, approval, problem);
  for (const { to } of deadline.escalate ?? []) {
    if (typeof to !== "object" || to === null)
      throw problem('an escalation needs `to`: { role: "…" } or a condition.');
    if (!("role" in to)) checkReads(to, true, problem);
  }
}

function checkGroups(step: string, definition: StepDefinition, problem: Problem): void {
  const { groups, by } = definition;
  if ((groups === undefined) === (by === undefined))
    throw problem("it needs either `by` or `groups`: the people who can vote.");
  const all = Object.entries(groups ?? { [step]: definition });
  if (all.length === 0) throw problem("`groups` is empty; give at least one.");
  if (all.length > maxGroups) throw problem(`it has more than ${maxGroups} groups.`);
  for (const [group, { by: voters, required = 1 }] of all) {
    if (!name.test(group))
      throw problem(
        `the group "${group}" needs a name of at most ${maxNameLength} letters, digits and _ that begins with a small letter.`,
      );
    if (groups)
      checkFields(groupFields, groups[group] ?? {}, (text) => problem(`"${group}" ${text}`));
    if (typeof voters !== "object" || voters === null)
      throw problem(`"${group}" needs \`by\`: { role: "…" } or a condition.`);
    if (required !== "all" && !isCount(required, maxVotes))
      throw problem(
        `"${group}" has \`required: ${required}\`; give a number from 1 to ${maxVotes}, or "all".`,
      );
    if (!("role" in voters)) checkReads(voters, true, problem);
  }
}

const isCount = (value: unknown, max: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= max;

const isCovered = (field: unknown): boolean =>
  typeof field === "string" && /^(title|description|data(\.[^.]+)*)$/.test(field);

const readable = /^task\.(title|description|type|requesterId|data(\.[^.]+)*)$/;

/**
 * Refuses conditions that read values which can change without an edit of the task. When the app
 * starts, another check finds paths that don't exist.
 */
function checkReads(condition: Condition, isOfPeople: boolean, problem: Problem): void {
  if (typeof condition !== "object" || condition === null)
    throw problem(`${JSON.stringify(condition)} is no condition.`);
  const [[word, given] = ["", undefined]] = Object.entries(condition) as [string, unknown][];
  if (word === "server")
    throw problem(
      "a function on the server can't select steps or voters; use a condition of data.",
    );
  if (word === "not") return checkReads(given as Condition, isOfPeople, problem);
  if (word === "all" || word === "any") {
    for (const part of Array.isArray(given) ? given : [given])
      checkReads(part as Condition, isOfPeople, problem);
    return;
  }
  const paths = (Array.isArray(given) ? given : []).slice(0, word === "is" ? 1 : 2);
  for (const path of paths) {
    if (typeof path !== "string" || /^\d/.test(path) || readable.test(path)) continue;
    if (isOfPeople && /^actor\.(userId|role)$/.test(path)) continue;
    throw problem(
      `its condition reads "${path}"; it can read task.data, title, description, type and requesterId${isOfPeople ? ", actor.userId and actor.role" : ""}.`,
    );
  }
}
