import { createActionButton } from "./action-button.js";
import { createComments } from "./comments.js";
import { ask, askText } from "./dialog.js";
import { h, keyedList, newId, setAttribute, setText } from "./dom.js";
import { actionText, explain, nameOf, stateText } from "./explain.js";
import { t, tOr, when } from "./i18n.js";
import { createSaleFields, titleOf } from "./sale-form.js";
import { createSubtaskItem } from "./subtask.js";

/** @typedef {import("./explain.js").TaskView} TaskView */

/**
 * @typedef {object} CardContext
 * @property {import("./connection.js").Connection["client"]} client
 * @property {import("./error-banner.js").ErrorBanner} errors
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

/** Decisions are binding, so they name the version of the task that the person saw. */
const decisions = new Set(["task.approve", "task.reject"]);

/**
 * Creates the card of one request: its data, state, steps, actions and comments.
 *
 * @param {TaskView} initial
 * @param {{ client: CardContext["client"], errors: CardContext["errors"], snapshot: () => import("./explain.js").Snapshot }} page
 */
export function createCard(initial, { client, errors, snapshot }) {
  let task = initial;
  const ids = { boardId: initial.boardId, taskId: initial.id };
  const taskContext = () => ({ snapshot: snapshot(), task });
  const onError = (/** @type {unknown} */ error) => errors.showError(error);

  const title = h("h3", { id: newId(), tabindex: -1 });
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
  const comments = createComments({ client, errors, taskContext });
  const element = h(
    "article",
    { class: "card", "aria-labelledby": title.id, "data-task": initial.id },
    h("header", { class: "card-head" }, title, state),
    h("p", { class: "card-line" }, requested, tradeIn),
    decisionLine,
    progress,
    steps,
    actions,
    comments.element,
  );

  const drawSteps = keyedList(
    steps,
    ({ id }) => id,
    (/** @type {import("./explain.js").SubtaskView} */ subtask) =>
      createSubtaskItem(subtask, { client, errors, taskContext }),
  );
  const drawActions = keyedList(
    actions,
    (/** @type {string} */ action) => action,
    (name) => {
      const tone = Object.hasOwn(tones, name)
        ? tones[/** @type {keyof typeof tones} */ (name)]
        : "";
      const button = createActionButton({ tone, run: () => act(name), onError });
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

  /** @param {string} name */
  async function act(name) {
    errors.clear();
    if (name === "task.edit") return edit();
    if (name === "subtask.create") return addStep();
    const action = name.slice("task.".length);
    const reasonRule = client.welcome?.workflow.actions[action]?.reason;
    // With a version, the server refuses a decision on a task that was edited meanwhile.
    const input = decisions.has(name) ? { ...ids, version: task.version } : ids;
    // Asks for a reason only if the workflow requires one, as it does for a rejection.
    if (reasonRule !== "required")
      return client.call(/** @type {"tasks.approve"} */ (`tasks.${action}`), input);
    const label = t("reason.label.required");
    const options = {
      title: task.title,
      label,
      submit: actionText(name),
      required: true,
      tone: "danger",
    };
    const text = await askText(options);
    if (text) await client.call("tasks.reject", { ...input, reason: text });
  }

  async function edit() {
    const fields = createSaleFields();
    fields.draw();
    fields.write(/** @type {import("./sale-form.js").Sale} */ (task.data));
    const { version } = task;
    const sale = await ask({
      title: t("edit.title"),
      submit: t("edit.submit"),
      fields: fields.elements,
      read: fields.read,
    });
    // With a version, the edit doesn't overwrite another person's edit.
    if (sale) await client.tasks.edit({ ...ids, version, title: titleOf(sale), data: sale });
  }

  async function addStep() {
    const options = {
      title: actionText("subtask.create"),
      label: t("step.label"),
      submit: actionText("subtask.create"),
    };
    const text = await askText({ ...options, required: true });
    if (text) await client.subtasks.create({ ...ids, title: text, assigneeId: task.requesterId });
  }

  function drawDecision() {
    const { decision } = task;
    decisionLine.hidden = !decision;
    if (!decision) return;
    const values = {
      name: nameOf(decision.by, snapshot()),
      time: when(decision.at),
      action: decision.action,
    };
    const sentence = tOr(`task.decided.${decision.action}`, t("task.decided", values), values);
    setText(reason, decision.reason ?? "");
    decisionLine.replaceChildren(sentence, ...(decision.reason ? [" ", reason] : []));
  }

  /** @param {TaskView} next */
  function update(next) {
    task = next;
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
    keepFocus(() => drawActions(offered(task)));
  }

  /**
   * Moves the focus to the card's title if the change removes the button that has it.
   *
   * @param {() => void} change
   */
  function keepFocus(change) {
    const hadFocus = actions.contains(document.activeElement);
    change();
    if (hadFocus && !actions.contains(document.activeElement)) title.focus();
  }

  return {
    element,
    update,
    /** Scrolls to the card. @param {boolean} withComments whether to open its comments */
    show(withComments) {
      if (withComments) comments.open();
      title.focus();
      element.scrollIntoView({ block: "nearest", behavior: "smooth" });
    },
    close: comments.close,
  };
}

/**
 * Returns the actions that get a button: those that are possible in the request's state, for this
 * person or for others. Nobody looks for "approve" on a completed request.
 *
 * @param {TaskView} task
 */
function offered({ available }) {
  const names = Object.keys(available).filter((name) => {
    const rules = available[name]?.rules ?? [];
    return rules.every(({ rule, passed }) => rule !== "state" || passed);
  });
  const rank = (/** @type {string} */ name) =>
    [...Object.keys(tones), "task.complete"].indexOf(name) + 1 || 99;
  return names.sort((a, b) => rank(a) - rank(b));
}
