import { bilingual, t, time, tOr } from "./i18n.js";

/** @typedef {import("@taskwire/core/model").Verdict} Verdict */
/** @typedef {import("@taskwire/core/model").RemedyStep} RemedyStep */
/** @typedef {import("@taskwire/core/model").RemedyActor} RemedyActor */
/** @typedef {import("@taskwire/client/board").TaskView} TaskView */
/** @typedef {import("@taskwire/client/board").SubtaskView} SubtaskView */
/** @typedef {import("@taskwire/client/board").BoardSnapshot} Snapshot */

/** @typedef {{ snapshot: Snapshot, task: TaskView, subtask?: SubtaskView | undefined }} TaskContext */

/** @typedef {{ why: string, remedy: string[] }} Explanation */

/**
 * Says in the page's language why an action isn't possible, and which steps would make it possible.
 * The verdict comes from the same code that decides on the server; here it only gets its words.
 *
 * @param {Verdict} verdict
 * @param {TaskContext} context
 * @returns {Explanation | undefined} undefined if the action is allowed
 */
export function explain(verdict, context) {
  if (verdict.allowed !== false) return undefined;
  const remedy =
    verdict.remedy === "none" ? [] : verdict.remedy.map((step) => stepText(step, context));
  return { why: whyText(verdict, context), remedy };
}

/**
 * Returns the name of a person of the board, or a text such as "somebody" if they aren't a member.
 *
 * @param {string} userId
 * @param {Snapshot} snapshot
 */
export function nameOf(userId, { members, me }) {
  if (userId === "system") return t("actor.system");
  if (userId === me?.id) return me.name;
  return members.find((member) => member.userId === userId)?.name ?? t("member.unknown");
}

/** @param {string} state */
export const stateText = (state) => tOr(`state.${state}`, state);

/** @param {string} action */
export const actionText = (action) => tOr(`action.${action}`, action);

/**
 * @param {Verdict & { allowed: false }} verdict
 * @param {TaskContext} context
 */
function whyText({ rule, remedy }, { snapshot, task, subtask }) {
  switch (rule) {
    case "permission": {
      const role = snapshot.me?.role ?? "";
      // The last step is the action itself. A role that is listed there can do it under conditions.
      const actor =
        remedy === "none" ? undefined : remedy.at(-1)?.by.find((one) => one.role === role);
      if (!actor) return t("why.permission", { role: tOr(`role.${role}`, role) });
      return tOr(`why.permission.${actor.if?.[0]}`, t("why.permission.if"));
    }
    case "state": {
      const { decision } = task;
      const state = stateText(task.state);
      if (!decision) return t("why.state", { state });
      return t("why.state.decided", {
        state,
        name: nameOf(decision.by, snapshot),
        time: time(decision.at),
      });
    }
    case "archived":
      return t("why.archived");
    case "own_task":
      return t("why.own_task");
    case "quota":
      return t("why.quota");
    case "has_subtasks":
      return t("why.has_subtasks", { open: task.total - task.done, total: task.total });
    case "subtask_state":
      return t("why.subtask_state", { state: subtask ? t(`subtask.${subtask.state}`) : "" });
    case "order": {
      const isBefore = (/** @type {SubtaskView} */ { id, state }) =>
        state === "open" && subtask?.dependsOn.includes(id);
      const titles = task.subtasks.filter(isBefore).map(({ title }) => `“${bilingual(title)[0]}”`);
      return t("why.order", { titles: titles.join(", ") });
    }
    default:
      return t("why.other");
  }
}

/**
 * @param {RemedyStep} step
 * @param {TaskContext} context
 */
function stepText({ action, subtaskId, by }, context) {
  const otherSubtask = context.task.subtasks.find(({ id }) => id === subtaskId);
  const subtask = otherSubtask ?? context.subtask;
  const title = subtask ? bilingual(subtask.title)[0] : "";
  return t("remedy.step", {
    who: actorsText(by, { ...context, subtask }),
    action: tOr(`do.${action}`, actionText(action), { title }),
  });
}

/**
 * Names the people who can take a step, for example "Dao or Nok". If the board has none, names the
 * roles.
 *
 * @param {readonly RemedyActor[]} by
 * @param {TaskContext} context
 */
function actorsText(by, { snapshot, task, subtask }) {
  const peopleFor = (/** @type {RemedyActor} */ actor) =>
    snapshot.members.filter(({ userId, role }) => {
      if (role !== actor.role || (actor.not === "requester" && userId === task.requesterId))
        return false;
      return !actor.if || actor.if.some((condition) => meets(condition, userId, task, subtask));
    });
  const found = by.flatMap(peopleFor).map(({ userId }) => userId);
  const others = found.filter((userId) => userId !== snapshot.me?.id);
  const names = others.map((userId) => nameOf(userId, snapshot)).sort((a, b) => a.localeCompare(b));
  if (others.length < found.length) names.unshift(t("you"));
  const roles = by.map(({ role }) => tOr(`role.${role}`, role));
  return (names.length > 0 ? names.slice(0, 3) : roles).join(t("remedy.or"));
}

/**
 * @param {string} condition
 * @param {string} userId
 * @param {TaskView} task
 * @param {SubtaskView | undefined} subtask
 */
function meets(condition, userId, task, subtask) {
  if (condition === "requester") return task.requesterId === userId;
  if (condition === "assignee") return subtask?.assigneeId === userId;
  return condition === "involved" && task.involved.includes(userId);
}
