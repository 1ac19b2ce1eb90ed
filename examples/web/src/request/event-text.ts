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
  const { task, subtask, step, vote, by, userId, ...data } = event.data as {
    readonly step?: string;
    readonly vote?: string;
    readonly by?: string;
    readonly for?: string;
    readonly userId?: string;
    readonly task?: { readonly title?: string };
    readonly subtask?: { readonly title?: string; readonly assigneeId?: string | null };
  };
  const type = vote === undefined ? event.type : `${event.type}.${vote}`;
  const name = nameOf(by ?? event.actor);
  const other = data.for === undefined ? "" : nameOf(data.for);
  return tOr(`event.${type}`, t("event.other", { actor: nameOf(event.actor) }), {
    actor: nameOf(event.actor),
    task: own(task?.title ?? title),
    // The person who voted, and the person for whom.
    who: other === "" ? name : tOr("approval.person.for", name, { name, other }),
    step: step === undefined ? "" : tOr(`vote.${step}`, step),
    voter: userId === undefined ? "" : nameOf(userId),
    subtask: own(subtask?.title ?? ""),
    assignee: subtask?.assigneeId ? nameOf(subtask.assigneeId) : t("request.step.nobody"),
  });
}
