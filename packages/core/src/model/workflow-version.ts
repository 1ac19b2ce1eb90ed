import type { ApprovalsData } from "./approval-data.ts";
import { defineCollection } from "./collection.ts";

/** The approvals of one version of a workflow. A round uses the version that it began with. */
export interface WorkflowVersion {
  /** `<workflow>/<version>`. */
  id: string;
  version: number;
  workflow: string;
  number: number;
  /** SHA-256 of the approvals. */
  hash: string;
  approvals: ApprovalsData;
}

export const workflowVersions = defineCollection<WorkflowVersion>()({
  name: "workflow_versions",
  fields: { workflow: "text", number: "integer", hash: "text", approvals: "json" },
  indexes: { workflow: ["workflow", "number"] },
  versions: "own",
});
