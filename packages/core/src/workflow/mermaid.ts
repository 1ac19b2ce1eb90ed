import type { WorkflowData } from "../model/definitions.ts";

const triggers = {
  person: "",
  "subtasks.done": " (last subtask done)",
  "subtask.reopened": " (subtask reopened)",
  deadline: " (deadline passed)",
};

/**
 * Draws a workflow as a state diagram of Mermaid.
 *
 * @example
 * ```ts
 * console.log(toMermaid(approvalWorkflow)); // stateDiagram-v2 …
 * ```
 */
export function toMermaid({ data }: { readonly data: WorkflowData }): string {
  const lines = ["stateDiagram-v2", `  [*] --> ${data.initial}`];
  for (const [name, { from, to, trigger }] of Object.entries(data.actions)) {
    for (const state of from) lines.push(`  ${state} --> ${to}: ${name}${triggers[trigger]}`);
  }
  for (const state of Object.keys(data.states)) {
    if (!Object.values(data.actions).some(({ from }) => from.includes(state)))
      lines.push(`  ${state} --> [*]`);
  }
  for (const [state, { kind }] of Object.entries(data.states))
    lines.push(`  note right of ${state}: ${kind}`);
  return `${lines.join("\n")}\n`;
}
