import type { Verdict } from "@taskwire/client";
import { useEffect, useState } from "react";
import { useAnyClient } from "./provider.ts";

/** Something that has verdicts: a task, a subtask, a room, a message or a comment. */
export interface Judged {
  readonly available: { readonly [permission: string]: Verdict | undefined };
}

/** The names of the actions on something. */
export type ActionOn<Subject extends Judged> = keyof Subject["available"] & string;

/** The ids of a task or a subtask. Other things can't be asked about. */
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
 * Returns the verdict on an action: whether I may take it, and if not, the reason and what would help. If
 * only the server can tell, it is asked. Undefined until there is an answer.
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
  const isAsked = known?.allowed === "ask";

  useEffect(() => {
    const ids = isAsked && subject && idsOf(subject);
    if (!ids) return;
    const ending = new AbortController();
    client.call("tasks.why", { ...ids, action }, ending).then(
      (verdict) => setAnswer({ subject, action, verdict: verdict as Verdict }),
      // Until the next change it stays unknown, so the button stays disabled.
      () => {},
    );
    return () => ending.abort();
  }, [client, subject, action, isAsked]);

  if (!isAsked) return known;
  return answer?.subject === subject && answer?.action === action ? answer.verdict : undefined;
}

/**
 * Returns whether I may take an action. False until it is known. The server decides in any case: this is
 * for the button.
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
