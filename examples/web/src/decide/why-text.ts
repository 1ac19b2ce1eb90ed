import type { Verdict } from "@taskwire/client";
import type { BoardShown, TaskShown } from "@taskwire/react";
import type { Spoken } from "../language/provider.tsx";

type SubtaskShown = TaskShown["subtasks"][number];
type Refused = Extract<Verdict, { readonly allowed: false }>;
type RemedyStep = Exclude<Refused["remedy"], "none">[number];
type RemedyActor = RemedyStep["by"][number];

/** The subject of a refusal, and the people around it. */
export interface WhyContext {
  readonly spoken: Spoken;
  readonly me: BoardShown["me"];
  readonly members: BoardShown["members"];
  readonly task: TaskShown;
  readonly subtask?: SubtaskShown | undefined;
  nameOf(userId: string): string;
}

/** Why an action is not possible, and the steps that would make it possible. */
export interface Explanation {
  readonly why: string;
  readonly remedy: readonly string[];
}

/**
 * Says in the page's language why an action is not possible. The verdict comes from the same code that
 * decides on the server; here it only gets its words.
 */
export function explain(verdict: Refused, context: WhyContext): Explanation {
  const { remedy } = verdict;
  return {
    why: whyText(verdict, context),
    remedy: remedy === "none" ? [] : remedy.map((step) => stepText(step, context)),
  };
}

function whyText({ rule, remedy }: Refused, context: WhyContext): string {
  const { spoken, me, task, subtask } = context;
  const { t, tOr, own } = spoken;
  switch (rule) {
    case "permission": {
      const role = me?.role ?? "";
      // The last step is the action itself. A role that is listed there can do it under conditions.
      const actor =
        remedy === "none" ? undefined : remedy.at(-1)?.by.find((one) => one.role === role);
      if (!actor) return t("why.permission", { role: tOr(`role.${role}`, role) });
      return tOr(`why.permission.${actor.if?.[0]}`, t("why.permission.if"));
    }
    case "state":
      return stateText(context);
    case "archived":
      return t("why.archived");
    case "own_task":
      return t("why.own_task");
    case "has_subtasks":
      return t("why.has_subtasks", { open: task.total - task.done, total: task.total });
    case "subtask_state":
      return t("why.stepState", {
        state: subtask ? tOr(`subtask.${subtask.state}`, subtask.state) : "",
      });
    case "order": {
      const titles = task.subtasks
        .filter(({ id, state }) => state === "open" && subtask?.dependsOn.includes(id))
        .map(({ title }) => `“${own(title)}”`);
      return t("why.order", { titles: titles.join(", ") });
    }
    default:
      return tOr(`why.${rule}`, t("why.other"));
  }
}

function stateText({ spoken, task, nameOf }: WhyContext): string {
  const { t, tOr, dates } = spoken;
  const { decision } = task;
  if (!decision?.stands) return t("why.ended", { state: tOr(`state.${task.state}`, task.state) });
  return t("why.decided", {
    name: nameOf(decision.by),
    did: tOr(`why.did.${decision.action}`, t("why.did.other")),
    time: dates.short(decision.at),
  });
}

function stepText({ action, subtaskId, by, people }: RemedyStep, context: WhyContext): string {
  const { t, tOr, own } = context.spoken;
  const subtask = context.task.subtasks.find(({ id }) => id === subtaskId) ?? context.subtask;
  const title = subtask ? own(subtask.title) : "";
  return t("remedy.step", {
    who: peopleText(by, people, { ...context, subtask }),
    action: tOr(`do.${action}`, tOr(`action.${action}`, action), { title }),
  });
}

/** Names people who can take a step, e.g. "Dao or Nok". If the board has none, names the roles. */
function peopleText(
  by: readonly RemedyActor[],
  people: RemedyStep["people"],
  context: WhyContext,
): string {
  const { spoken, me, members, task, nameOf } = context;
  const { t, tOr } = spoken;
  const found = members.filter(({ userId, role, disabled }) =>
    by.some(
      (actor) =>
        !disabled &&
        (people?.includes(userId) ?? true) &&
        actor.role === role &&
        !(actor.not === "requester" && userId === task.requesterId) &&
        (!actor.if || actor.if.some((condition) => meets(condition, userId, context))),
    ),
  );
  const others = found.filter(({ userId }) => userId !== me?.id);
  const names = others.map(({ userId }) => nameOf(userId)).sort((a, b) => a.localeCompare(b));
  if (others.length < found.length) names.unshift(t("you"));
  const roles = by.map(({ role }) => tOr(`role.${role}`, role));
  return (names.length > 0 ? names.slice(0, 3) : roles).join(t("remedy.or"));
}

function meets(condition: string, userId: string, { task, subtask }: WhyContext): boolean {
  if (condition === "requester") return task.requesterId === userId;
  if (condition === "assignee") return subtask?.assigneeId === userId;
  return condition === "involved" && task.involved.includes(userId);
}
