import type { Verdict } from "@taskwire/client";
import { useEffect, useState } from "react";
import { useAnyClient } from "./provider.ts";

/** Something that has verdicts: a task, a subtask, a room, a message or a comment. */
export interface Judged {
  readonly available: { readonly [permission: string]: Verdict | undefined };
}

/** The names of the actions on something. */
export type ActionOn<Subject extends Judged> = keyof Subject["available"] & string;

/** The ids of a task or a subtask. For other things, `tasks.why` can't be asked. */
function idsOf(subject: object) {
  const { id, boardId, taskId } = subject as { readonly [name: string]: unknown };
  if ("subtasks" in subject) return { boardId, taskId: id };
  return "dependsOn" in subject ? { boardId, taskId, subtaskId: id } : undefined;
}

interface Answer {
  readonly subject: Judged;
  readonly action: string;
  readonly verdict: Verdict;
}

/**
 * Returns the verdict on an action: whether I may take it, and if not, the rule that refuses it and
 * the remedy. If only the server knows, the hook asks it, and the verdict is undefined until the
 * answer arrives.
 *
 * @example
 * ```tsx
 * const verdict = useWhy(task, "task.approve");
 * const hint = verdict?.allowed === false && <p>{verdict.message}</p>;
 * ```
 */
export function useWhy<Subject extends Judged>(
  subject: Subject | undefined,
  action: ActionOn<Subject>,
): Verdict | undefined {
  const client = useAnyClient();
  const [answer, setAnswer] = useState<Answer>();
  const known = subject?.available[action];
  // The page computes no verdicts on the steps of approvals, so the server is asked for them.
  const isAsked = subject !== undefined && (known === undefined || known.allowed === "ask");

  useEffect(() => {
    const ids = isAsked && subject && idsOf(subject);
    if (!ids) return;
    const ending = new AbortController();
    client.call("tasks.why", { ...ids, action }, ending).then(
      (verdict) => setAnswer({ subject, action, verdict: verdict as Verdict }),
      // The verdict stays unknown until the next change, so the button stays disabled.
      () => {},
    );
    return () => ending.abort();
  }, [client, subject, action, isAsked]);

  if (!isAsked) return known;
  return answer?.subject === subject && answer?.action === action ? answer.verdict : undefined;
}

/**
 * Returns whether I may take an action. False until it is known. Use it to enable a button. In any
 * case, the server checks the action again.
 *
 * @example
 * ```tsx
 * const canApprove = useCan(task, "task.approve");
 * const button = <button type="button" disabled={!canApprove}>Approve</button>;
 * ```
 */
export function useCan<Subject extends Judged>(
  subject: Subject | undefined,
  action: ActionOn<Subject>,
): boolean {
  return useWhy(subject, action)?.allowed === true;
}
