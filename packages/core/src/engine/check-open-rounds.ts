import { TaskwireError } from "../errors.ts";
import type { ApprovalData, ApprovalsData } from "../model/approval-data.ts";
import { own } from "../model/own.ts";
import { type Task, tasks } from "../model/task.ts";
import { rolesOfApproval } from "../policy/check-approvals.ts";
import type { ListPage } from "../storage/storage.ts";
import type { EngineParts } from "./attempt.ts";

const pageSize = 200;

/**
 * Checks that open rounds of earlier versions still find everything that their steps name.
 *
 * @throws {TaskwireError} `invalid` if a role, a calendar or a deadline's action is gone: the rounds could not end.
 * The message says how many tasks need it, and what to do.
 */
export async function checkOpenRounds(
  others: { readonly [version: number]: ApprovalsData },
  parts: EngineParts,
): Promise<void> {
  const { workflow } = parts.definitions;
  const problems: string[] = [];
  for (const [version, approvals] of Object.entries(others))
    for (const [name, approval] of Object.entries(approvals)) {
      const gone = goneFrom(approval, parts);
      const count = gone.length > 0 ? await countRounds(Number(version), name, parts) : 0;
      if (count === 0) continue;
      const [are, names] = [count === 1 ? "1 task is" : `${count} tasks are`, gone.join(", ")];
      problems.push(
        `${are} in the approval "${name}" of version ${version}, which needs ${names}. The app no longer has this: define it again, and keep it until these rounds have ended.`,
      );
    }
  if (problems.length > 0)
    throw new TaskwireError(
      "invalid",
      `Workflow "${workflow.name}", version ${workflow.version}: ${problems.join(" ")}`,
    );
}

/** The things that an approval names and the app doesn't have any more. */
function goneFrom(approval: ApprovalData, { definitions }: EngineParts): string[] {
  const { workflow, roles, calendars = {} } = definitions;
  const { calendar, steps } = approval;
  const actions = Object.values(steps).flatMap(({ deadline }) => deadline?.action ?? []);
  return [
    ...rolesOfApproval(approval)
      .filter((role) => !Object.hasOwn(roles.roles, role))
      .map((role) => `the role "${role}"`),
    ...(calendar !== undefined && !Object.hasOwn(calendars, calendar)
      ? [`the calendar "${calendar}"`]
      : []),
    ...[...new Set(actions)]
      .filter((action) => own(workflow.actions, action)?.trigger !== "deadline")
      .map((action) => `the action "${action}" with \`trigger: "deadline"\``),
  ];
}

/** How many tasks are in a round of an approval that began with this version. */
async function countRounds(
  version: number,
  name: string,
  { storage, definitions: { workflow } }: EngineParts,
): Promise<number> {
  let count = 0;
  for (const [state, { approval }] of Object.entries(workflow.states)) {
    if (approval === undefined) continue;
    let after: ListPage["next"] = null;
    do {
      const from = after ? { after } : {};
      const query = { index: "state", equals: { state }, limit: pageSize, ...from };
      const page: ListPage = await storage.list(tasks.name, query);
      const rounds = page.records.map(({ fields }) => fields.approval as Task["approval"]);
      count += rounds.filter((one) => one?.version === version && one.name === name).length;
      after = page.next;
    } while (after);
  }
  return count;
}
