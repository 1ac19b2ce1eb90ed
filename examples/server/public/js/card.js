import { createActionButton } from "./action-button.js";
import { createComments } from "./comments.js";
import { h, keyedList, newId, setAttribute, setText } from "./dom.js";
import { actionText, explain, nameOf, stateText } from "./explain.js";
import { t, tOr, when } from "./i18n.js";
import { createSeenVersion } from "./seen-version.js";
import { createSubtaskItem } from "./subtask.js";
import { createTaskActions } from "./task-actions.js";

/** @typedef {import("./explain.js").TaskView} TaskView */

/**
 * @typedef {object} CardContext
 * @property {import("./connection.js").Connection["client"]} client
 * @property {import("./error-banner.js").ErrorBanner} errors
 * @property {ReturnType<typeof import("./undo.js").createUndo>} undo
 * @property {import("./drafts.js").Drafts} drafts
 * @property {() => import("./explain.js").TaskContext} taskContext returns the current data of the task
 */

/**
 * The style of each action's button. The buttons have this order; actions that aren't listed
 * follow.
 */
const tones = {
  "task.approve": "primary",
  "task.resubmit": "primary",
  "task.reject": "danger",
  "task.cancel": "quiet",
};

/**
 * Creates the card of one request: its data, state, steps, actions and comments.
 *
 * @param {TaskView} initial
 * @param {Omit<CardContext, "taskContext"> & { snapshot: () => import("./explain.js").Snapshot }} page
 */
export function createCard(initial, { snapshot, ...page }) {
  let task = initial;
  const ids = { boardId: initial.boardId, taskId: initial.id };
  const context = { ...page, taskContext: () => ({ snapshot: snapshot(), task }) };
  const { taskContext, errors } = context;

  const title = h("h3", { id: newId() });
  const state = h("span", { class: "state" });
  const requested = h("span");
  const tradeIn = h("span", { class: "tag" });
  const decisionLine = h("p", { class: "card-decided" });
  const reason = h("q");
  const bar = h("progress");
  const progressText = h("span", { class: "progress-text" });
  const progress = h("div", { class: "progress" }, bar, progressText);
  const steps = h("ul", { class: "steps" });
  const actions = h("div", { class: "actions" });
  const comments = createComments(context);
  const element = h(
    "article",
    {
      class: "card",
      tabindex: -1,
      "aria-labelledby": title.id,
      "data-task": initial.id,
      "data-id": initial.id,
    },
    h("header", { class: "card-head" }, title, state),
    h("p", { class: "card-line" }, requested, tradeIn),
    decisionLine,
    progress,
    steps,
    actions,
    comments.element,
  );

  const seen = createSeenVersion(element, initial);
  const act = createTaskActions({ ...context, ids, task: () => task, seen });
  const drawSteps = keyedList(
    steps,
    ({ id }) => id,
    (/** @type {import("./explain.js").SubtaskView} */ subtask) =>
      createSubtaskItem(subtask, context),
  );
  const drawActions = keyedList(
    actions,
    (/** @type {string} */ action) => action,
    (name) => {
      const tone = Object.hasOwn(tones, name)
        ? tones[/** @type {keyof typeof tones} */ (name)]
        : "";
      const button = createActionButton({ tone, run: () => act(name), errors });
      return {
        element: button.element,
        update(name) {
          const verdict = task.available[name];
          setAttribute(button.element, "data-action", name);
          if (verdict) button.draw(actionText(name), explain(verdict, taskContext()));
        },
      };
    },
  );

  function drawDecision() {
    const { decision } = task;
    decisionLine.hidden = !decision;
    if (!decision) return;
    const values = {
      name: nameOf(decision.by, snapshot()),
      time: when(decision.at),
      action: actionText(`task.${decision.action}`),
    };
    const sentence = tOr(`task.decided.${decision.action}`, t("task.decided", values), values);
    setText(reason, decision.reason ?? "");
    decisionLine.replaceChildren(sentence, ...(decision.reason ? [" ", reason] : []));
  }

  /** @param {TaskView} next */
  function update(next) {
    task = next;
    seen.update(next);
    const { done, total } = task.progress;
    setAttribute(element, "data-kind", task.kind);
    setText(title, task.title);
    setText(state, stateText(task.state));
    setText(
      requested,
      t("task.requested", {
        name: nameOf(task.requesterId, snapshot()),
        time: when(task.createdAt),
      }),
    );
    tradeIn.hidden = !(/** @type {{ tradeIn?: boolean }} */ (task.data)?.tradeIn);
    setText(tradeIn, t("task.tradeIn"));
    drawDecision();
    progress.hidden = total === 0;
    bar.max = total || 1;
    bar.value = done;
    setText(progressText, t("task.progress", { done, total }));
    setAttribute(bar, "aria-label", t("task.progress", { done, total }));
    comments.draw();
    drawSteps(task.subtasks);
    drawActions(offered(task));
  }

  return {
    element,
    update,
    /** Scrolls to the card. @param {boolean} withComments whether to open its comments */
    show(withComments) {
      if (withComments) comments.open();
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: "nearest", behavior: "smooth" });
    },
    close: comments.close,
  };
}

/**
 * Returns the actions that get a button: those that are possible in the request's state, for this
 * person or for others. Nobody looks for "approve" on a completed request, or for an action that no
 * role has.
 *
 * @param {TaskView} task
 */
function offered({ available }) {
  const names = Object.keys(available).filter((name) => {
    const verdict = available[name];
    const rules = verdict?.rules ?? [];
    if (verdict?.allowed === false && verdict.rule === "permission") {
      const { remedy } = verdict;
      if (remedy === "none" || remedy.at(-1)?.by.length === 0) return false;
    }
    return rules.every(({ rule, passed }) => rule !== "state" || passed);
  });
  const rank = (/** @type {string} */ name) =>
    [...Object.keys(tones), "task.complete"].indexOf(name) + 1 || 99;
  return names.sort((a, b) => rank(a) - rank(b));
}
