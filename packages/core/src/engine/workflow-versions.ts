import { TaskwireError } from "../errors.ts";
import { listAll } from "../log/list-all.ts";
import type { ApprovalsData } from "../model/approval-data.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import { sha256 } from "../model/sha256.ts";
import { tasks } from "../model/task.ts";
import { type WorkflowVersion, workflowVersions } from "../model/workflow-version.ts";
import type { EngineParts } from "./attempt.ts";
import { beginRounds } from "./begin-rounds.ts";
import { checkOpenRounds } from "./check-open-rounds.ts";
import { commitAsSystem } from "./system-commit.ts";

/**
 * Stores the approvals of the workflow's version, and reads those of its other versions, because a round goes
 * by the version that it began with. It does nothing for a workflow without approvals.
 *
 * @param others gets the approvals of the other versions
 * @throws {TaskwireError} `invalid` if other approvals are stored under the same version: rounds would change
 * in the middle. Also if an open round of another version needs something that is gone. The message says what to do.
 */
export async function storeApprovals(
  others: { [version: number]: ApprovalsData },
  parts: EngineParts,
): Promise<void> {
  const { name, version, approvals } = parts.definitions.workflow;
  if (!approvals) return;
  const id = `${name}/${version}`;
  const hash = sha256(canonicalJson(approvals));
  const found = await commitAsSystem(async (context) => {
    const [stored] = await context.get(workflowVersions, [id]);
    const fields = { workflow: name, number: version, hash, approvals };
    if (!stored) context.derive({ collection: workflowVersions.name, id, kind: "insert", fields });
    return stored;
  }, parts);
  if (found && found.hash !== hash) throw await changed(parts);
  const query = { index: "workflow", equals: { workflow: name } };
  for (const { fields } of await listAll(parts.storage, workflowVersions.name, query)) {
    const one = fields as unknown as WorkflowVersion;
    if (one.number !== version) others[one.number] = one.approvals;
  }
  await checkOpenRounds(others, parts);
  if (!found) await beginRounds(parts);
}

const most = 10_000;

async function changed({
  definitions: { workflow },
  storage,
}: EngineParts): Promise<TaskwireError> {
  let open = 0;
  for (const [state, { approval }] of Object.entries(workflow.states)) {
    const query = { index: "state", equals: { state }, limit: most, scan: most };
    if (approval !== undefined) open += await storage.count(tasks.name, query);
  }
  return new TaskwireError(
    "invalid",
    `Workflow "${workflow.name}", version ${workflow.version}: its approvals have changed, and ${open} tasks are in them. Give the changed workflow a higher \`version\`: open rounds keep the steps that they began with, and new rounds get the new ones.`,
  );
}
