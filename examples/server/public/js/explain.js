import { bilingual, t, time, tOr } from "./i18n.js";

/** @typedef {import("@taskwire/core/model").Verdict} Verdict */
/** @typedef {import("@taskwire/core/model").RemedyStep} RemedyStep */
/** @typedef {import("@taskwire/core/model").RemedyActor} RemedyActor */
/** @typedef {import("@taskwire/client/board").TaskView} TaskView */
/** @typedef {import("@taskwire/client/board").SubtaskView} SubtaskView */
/** @typedef {import("@taskwire/client/board").BoardSnapshot} Snapshot */

/** @typedef {{ snapshot: Snapshot, task: TaskView, subtask?: SubtaskView | undefined }} Scene */

/**
 * Why something isn't allowed, and the nearest way to yes, in words of this page's language. The verdict comes from the
 * same code that decides on the server; here it is only put into words.
 *
 * @param {Verdict} verdict
 * @param {Scene} scene
 * @returns {{ why: string, remedy: string[] } | undefined} undefined when nothing stands in the way
 */
export function explain(verdict, scene) {
  if (verdict.allowed !== false) return undefined;
  const remedy =
    verdict.remedy === "none" ? [] : verdict.remedy.map((step) => stepText(step, scene));
  return { why: whyText(verdict, scene), remedy };
}

/** A person of the board by name, or what there is. @param {string} userId @param {Snapshot} snapshot */
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
 * @param {Scene} scene
 */
function whyText({ rule, remedy }, { snapshot, task, subtask }) {
  switch (rule) {
    case "permission": {
      const role = snapshot.me?.role ?? "";
      // The role may do it elsewhere: it is about this request or this step.
      const mayElsewhere = remedy !== "none" && remedy.at(-1)?.by.some((who) => who.role === role);
      return mayElsewhere
        ? t("why.permission.if")
        : t("why.permission", { role: tOr(`role.${role}`, role) });
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
    case "own_task":
      return t("why.own_task");
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
 * @param {Scene} scene
 */
function stepText({ action, subtaskId, by }, scene) {
  const other = scene.task.subtasks.find(({ id }) => id === subtaskId);
  const about = other ?? scene.subtask;
  const title = about ? bilingual(about.title)[0] : "";
  return t("remedy.step", {
    who: whoText(by, { ...scene, subtask: about }),
    action: tOr(`do.${action}`, actionText(action), { title }),
  });
}

/**
 * Those who can take a step, by name where the board knows them: "Dao or Nok".
 *
 * @param {readonly RemedyActor[]} by
 * @param {Scene} scene
 */
function whoText(by, { snapshot, task, subtask }) {
  const people = (/** @type {RemedyActor} */ who) =>
    snapshot.members.filter(({ userId, role }) => {
      if (role !== who.role || (who.not === "requester" && userId === task.requesterId))
        return false;
      return !who.if || who.if.some((condition) => holds(condition, userId, task, subtask));
    });
  const found = by.flatMap(people).map(({ userId }) => userId);
  const others = found.filter((userId) => userId !== snapshot.me?.id);
  const names = others.map((userId) => nameOf(userId, snapshot)).sort((a, b) => a.localeCompare(b));
  if (others.length < found.length) names.unshift(t("you"));
  // Nobody on this board: then at least what such a person would be.
  const roles = by.map(({ role }) => tOr(`role.${role}`, role));
  return (names.length > 0 ? names.slice(0, 3) : roles).join(t("remedy.or"));
}

/**
 * @param {string} condition
 * @param {string} userId
 * @param {TaskView} task
 * @param {SubtaskView | undefined} subtask
 */
function holds(condition, userId, task, subtask) {
  if (condition === "requester") return task.requesterId === userId;
  if (condition === "assignee") return subtask?.assigneeId === userId;
  return condition === "involved" && task.involved.includes(userId);
}
