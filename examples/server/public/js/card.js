import { createAction } from "./action.js";
import { createComments } from "./comments.js";
import { ask, askText } from "./dialog.js";
import { h, keyedList, newId, setAttribute, setText } from "./dom.js";
import { actionText, explain, nameOf, stateText } from "./explain.js";
import { t, tOr, when } from "./i18n.js";
import { createSaleFields, titleOf } from "./sale-form.js";
import { createSubtaskRow } from "./subtask.js";

/** @typedef {import("./explain.js").TaskView} TaskView */

/**
 * @typedef {object} CardContext
 * @property {import("./live.js").Live["client"]} client
 * @property {import("./notice.js").Notice} notice
 * @property {() => import("./explain.js").Scene} scene what is known now
 */

/** Actions as the page offers them, in this order. Those of a workflow of your own would follow by themselves. */
const tones = {
  "task.approve": "primary",
  "task.resubmit": "primary",
  "task.reject": "danger",
  "task.cancel": "quiet",
};

/** What somebody is bound by, so it has to be about what they saw. */
const decisions = new Set(["task.approve", "task.reject"]);

/**
 * One request: what is asked for, where it stands, and all that can be done with it.
 *
 * @param {TaskView} first
 * @param {{ client: CardContext["client"], notice: CardContext["notice"], snapshot: () => import("./explain.js").Snapshot }} page
 */
export function createCard(first, { client, notice, snapshot }) {
  let task = first;
  const at = { boardId: first.boardId, taskId: first.id };
  const scene = () => ({ snapshot: snapshot(), task });
  const onError = (/** @type {unknown} */ error) => notice.showError(error);

  const title = h("h3", { id: newId(), tabindex: -1 });
  const state = h("span", { class: "state" });
  const asked = h("span");
  const tradeIn = h("span", { class: "tag" });
  const decided = h("p", { class: "card-decided" });
  const reason = h("q");
  const bar = h("progress");
  const progressText = h("span", { class: "progress-text" });
  const progress = h("div", { class: "progress" }, bar, progressText);
  const steps = h("ul", { class: "steps" });
  const actions = h("div", { class: "actions" });
  const comments = createComments({ client, notice, scene });
  const element = h(
    "article",
    { class: "card", "aria-labelledby": title.id, "data-task": first.id },
    h("header", { class: "card-head" }, title, state),
    h("p", { class: "card-line" }, asked, tradeIn),
    decided,
    progress,
    steps,
    actions,
    comments.element,
  );

  const drawSteps = keyedList(
    steps,
    ({ id }) => id,
    (/** @type {import("./explain.js").SubtaskView} */ subtask) =>
      createSubtaskRow(subtask, { client, notice, scene }),
  );
  const drawActions = keyedList(
    actions,
    (/** @type {string} */ action) => action,
    (name) => {
      const tone = Object.hasOwn(tones, name)
        ? tones[/** @type {keyof typeof tones} */ (name)]
        : "";
      const action = createAction({ tone, run: () => act(name), onError });
      return {
        element: action.element,
        update(name) {
          const verdict = task.available[name];
          setAttribute(action.element, "data-action", name);
          if (verdict) action.draw(actionText(name), explain(verdict, scene()));
        },
      };
    },
  );

  /** @param {string} name */
  async function act(name) {
    notice.clear();
    if (name === "task.edit") return edit();
    if (name === "subtask.create") return addStep();
    const action = name.slice("task.".length);
    const wanted = client.welcome?.workflow.actions[action]?.reason;
    // A cancelled request is settled with one click; a rejected one owes its requester a reason.
    // A decision names the version that was looked at: what was edited meanwhile has to be looked at again.
    const seen = decisions.has(name) ? { ...at, version: task.version } : at;
    if (wanted !== "required")
      return client.call(/** @type {"tasks.approve"} */ (`tasks.${action}`), seen);
    const label = t("reason.label.required");
    const words = {
      title: task.title,
      label,
      submit: actionText(name),
      required: true,
      tone: "danger",
    };
    const text = await askText(words);
    if (text) await client.call("tasks.reject", { ...seen, reason: text });
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
    // With the version that was looked at: whoever edited meanwhile is not overwritten.
    if (sale) await client.tasks.edit({ ...at, version, title: titleOf(sale), data: sale });
  }

  async function addStep() {
    const words = {
      title: actionText("subtask.create"),
      label: t("step.label"),
      submit: actionText("subtask.create"),
    };
    const text = await askText({ ...words, required: true });
    if (text) await client.subtasks.create({ ...at, title: text, assigneeId: task.requesterId });
  }

  function drawDecision() {
    const { decision } = task;
    decided.hidden = !decision;
    if (!decision) return;
    const values = {
      name: nameOf(decision.by, snapshot()),
      time: when(decision.at),
      action: decision.action,
    };
    const words = tOr(`task.decided.${decision.action}`, t("task.decided", values), values);
    setText(reason, decision.reason ?? "");
    decided.replaceChildren(words, ...(decision.reason ? [" ", reason] : []));
  }

  /** @param {TaskView} next */
  function update(next) {
    task = next;
    const { done, total } = task.progress;
    setAttribute(element, "data-kind", task.kind);
    setText(title, task.title);
    setText(state, stateText(task.state));
    setText(
      asked,
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

  /** When the button that has the focus goes, the focus stays with its request. @param {() => void} change */
  function keepFocus(change) {
    const hadFocus = actions.contains(document.activeElement);
    change();
    if (hadFocus && !actions.contains(document.activeElement)) title.focus();
  }

  return {
    element,
    update,
    /** @param {boolean} withComments */
    show(withComments) {
      if (withComments) comments.open();
      title.focus();
      element.scrollIntoView({ block: "nearest", behavior: "smooth" });
    },
    close: comments.close,
  };
}

/**
 * The actions worth a button: those that the state of the request lets somebody take, if not this person. What only
 * another state would allow is left out: nobody looks for "approve" on what is done.
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
