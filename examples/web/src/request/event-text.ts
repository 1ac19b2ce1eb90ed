import type { Spoken } from "../language/provider.tsx";
import type { RequestEvent } from "./use-history.ts";

interface Context {
  readonly spoken: Spoken;
  /** The title of the request. */
  readonly title: string;
  nameOf(userId: string): string;
}

/** Says in the page's language what an event did. */
export function eventText(event: RequestEvent, { spoken, title, nameOf }: Context): string {
  const { t, tOr, own } = spoken;
  const { task, subtask } = event.data as {
    readonly task?: { readonly title?: string };
    readonly subtask?: { readonly title?: string; readonly assigneeId?: string | null };
  };
  return tOr(`event.${event.type}`, t("event.other", { actor: nameOf(event.actor) }), {
    actor: nameOf(event.actor),
    task: own(task?.title ?? title),
    subtask: own(subtask?.title ?? ""),
    assignee: subtask?.assigneeId ? nameOf(subtask.assigneeId) : t("request.step.nobody"),
  });
}
