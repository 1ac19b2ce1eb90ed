import { needsCalendar, partsOfSpan, spanProblem } from "../calendar/span.ts";
import type { Span } from "../model/calendar.ts";
import type { WorkflowData } from "../model/definitions.ts";
import { checkFields, type Fields } from "../model/known-fields.ts";
import { thereAre } from "../model/nearest.ts";
import type {
  ApprovalDefinition,
  ApprovalDefinitions,
  DeadlineDefinition,
} from "./approval-definition.ts";

type Problem = (text: string) => Error;

const maxTimes = 10;
const deadlineFields: Fields<DeadlineDefinition> = {
  after: true,
  remind: true,
  escalate: true,
  action: true,
  grace: true,
};

/**
 * Checks that each action with `trigger: "deadline"` is taken by a deadline, and that deadlines
 * take no other actions.
 */
export function checkDeadlineActions(
  { states, actions }: WorkflowData,
  approvals: ApprovalDefinitions,
  problem: Problem,
): void {
  const taken = (approval: string) =>
    Object.values(approvals[approval]?.steps ?? {}).flatMap(({ deadline }) =>
      deadline?.action === undefined ? [] : deadline.action,
    );
  for (const [name, { from, to, trigger, reason, vote }] of Object.entries(actions)) {
    if (trigger !== "deadline") continue;
    if (vote !== undefined || reason !== "none")
      throw problem(
        `"${name}" is taken by a deadline, and nobody votes or gives a reason; leave out \`decision\` and \`reason\`.`,
      );
    if (from.includes(to))
      throw problem(`"${name}" is taken by a deadline, so it has to lead out of "${to}".`);
    for (const state of from)
      if (!taken(states[state]?.approval ?? "").includes(name))
        throw problem(
          `"${name}" waits for a deadline in "${state}", and no step there has it; write \`deadline: { …, action: "${name}" }\` in a step of the state's approval.`,
        );
  }
  const clocked = Object.keys(actions).filter((name) => actions[name]?.trigger === "deadline");
  for (const [state, { approval }] of Object.entries(states))
    for (const action of taken(approval ?? "")) {
      const from = clocked.includes(action) ? actions[action]?.from : undefined;
      if (!from)
        throw problem(
          `a deadline of the approval "${approval}" takes "${action}", which is no action with \`trigger: "deadline"\`; ${thereAre(action, clocked)}.`,
        );
      if (!from.includes(state))
        throw problem(
          `a deadline of the approval "${approval}" takes "${action}", which does not leave "${state}"; add the state to its \`from\`.`,
        );
    }
}

/** Checks the deadline of one step. */
export function checkDeadline(
  deadline: DeadlineDefinition,
  { calendar }: ApprovalDefinition,
  problem: Problem,
): void {
  const { after, remind = [], escalate = [], grace, action } = deadline;
  checkFields(deadlineFields, deadline, (text) => problem(`its deadline ${text}`));
  for (const one of remind)
    checkFields({ before: true }, one, (text) => problem(`a reminder ${text}`));
  for (const one of escalate)
    checkFields({ after: true, to: true }, one, (text) => problem(`an escalation ${text}`));
  const isField = typeof after === "object" && after !== null && "at" in after;
  if (isField && !/^task\.data(\.[^.]+)+$/.test(String(after.at)))
    throw problem(
      `its deadline is at "${after.at}"; name a field of the data, e.g. { at: "task.data.neededBy" }.`,
    );
  const spans: (readonly [what: string, span: Span])[] = [
    ...(isField ? [] : [["deadline", after as Span] as const]),
    ...remind.map(({ before }) => ["reminder", before] as const),
    ...escalate.map((one) => ["escalation", one.after] as const),
    ...(grace === undefined || grace === 0 ? [] : [["grace", grace] as const]),
  ];
  if (remind.length > maxTimes || escalate.length > maxTimes)
    throw problem(`its deadline has more than ${maxTimes} reminders or escalations.`);
  for (const [what, span] of spans) {
    const wrong = spanProblem(span);
    if (wrong) throw problem(`its ${what} ${wrong}.`);
    if (needsCalendar(span) && calendar === undefined)
      throw problem(
        `its ${what} is counted in ${partsOfSpan(span)[0]}, so the approval needs a calendar: write \`calendar: "…"\` beside \`steps\`, and give the calendar to createTaskwire.`,
      );
  }
  if (grace !== undefined && action === undefined)
    throw problem(
      "its deadline has a grace but no action: late votes count anyway, so leave `grace` out.",
    );
  const whole = isField ? undefined : (after as Span);
  for (const { before } of remind)
    if (whole && !isShorter(before, whole))
      throw problem("a reminder would come before the step opens; make its span shorter.");
  escalate.forEach(({ after: span }, i) => {
    if (whole && !isShorter(span, whole))
      throw problem(
        "an escalation would not come before the deadline, so it would not happen; make its span shorter.",
      );
    const earlier = escalate[i - 1];
    if (earlier && !isShorter(earlier.after, span))
      throw problem("its escalations are not in order; write the earliest one first.");
  });
}

/**
 * Whether a span is shorter than another one. Returns true if their units differ, because such
 * spans can't be compared here.
 */
function isShorter(span: Span, than: Span): boolean {
  const [unit, count] = partsOfSpan(span);
  const [otherUnit, otherCount] = partsOfSpan(than);
  return unit !== otherUnit || count < otherCount;
}
