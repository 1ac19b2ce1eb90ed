import type { Definitions } from "../../src/model/facts.ts";

interface Node {
  readonly definitions: Definitions;
  readonly system: {
    readonly tasks: {
      get(on: { boardId: string; taskId: string }): Promise<{ task: { version: number } }>;
    };
  };
}

/**
 * The input of an action as a page sends it: a decision names the version of the task as it is. The
 * action is named as an operation (`tasks.approve`) or as a permission (`task.approve`).
 */
export async function asSeen<Input extends object>(
  { definitions, system }: Node,
  action: string,
  input: Input,
): Promise<Input> {
  const name = /^tasks?\.(\w+)$/.exec(action)?.[1] ?? "";
  if (!definitions.workflow.actions[name]?.decision) return input;
  const { boardId, taskId } = input as unknown as { boardId: string; taskId: string };
  const found = await system.tasks.get({ boardId, taskId }).catch(() => undefined);
  return found ? { ...input, version: found.task.version } : input;
}
