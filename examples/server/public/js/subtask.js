import { createAction } from "./action.js";
import { h, setAttribute, setText } from "./dom.js";
import { actionText, explain, nameOf } from "./explain.js";
import { bilingual, date, t } from "./i18n.js";

/** @typedef {import("./explain.js").SubtaskView} SubtaskView */

/**
 * One step of the work: a button to finish or reopen it, who does it, and by when.
 *
 * @param {SubtaskView} first
 * @param {import("./card.js").CardContext} context
 */
export function createSubtaskRow(first, { client, notice, scene }) {
  const at = { boardId: first.boardId, taskId: first.taskId, subtaskId: first.id };
  const onError = (/** @type {unknown} */ error) => notice.showError(error);

  const main = h("span", { class: "step-title" });
  const other = h("span");
  const assignee = h("span", { class: "step-assignee" });
  const picker = h("select", { class: "step-picker", onchange: assign });
  const due = h("span", { class: "step-due" });
  const complete = createAction({
    tone: "small",
    run: () => client.subtasks.complete(at),
    onError,
  });
  const reopen = createAction({
    tone: "small quiet",
    run: () => client.subtasks.reopen(at),
    onError,
  });
  const element = h(
    "li",
    { class: "step" },
    h("span", { class: "step-mark", "aria-hidden": "true" }),
    h(
      "div",
      { class: "step-words" },
      main,
      h("span", { class: "step-line" }, other, assignee, picker, due),
    ),
    h("div", { class: "step-actions" }, complete.element, reopen.element),
  );

  function assign() {
    client.subtasks.assign({ ...at, assigneeId: picker.value || null }).catch(onError);
  }

  /** @param {SubtaskView} subtask */
  function drawPicker({ assigneeId, title }) {
    const members = scene().snapshot.members.toSorted((a, b) => a.name.localeCompare(b.name));
    const options = [
      { value: "", text: t("subtask.nobody") },
      ...members.map(({ userId, name }) => ({ value: userId, text: name })),
    ];
    const text = options.map((option) => option.text).join("\n");
    // An open menu would close if its options were made anew.
    if (picker.dataset.options !== text) {
      picker.replaceChildren(...options.map(({ value, text }) => h("option", { value }, text)));
      picker.dataset.options = text;
    }
    if (picker.value !== (assigneeId ?? "")) picker.value = assigneeId ?? "";
    setAttribute(picker, "aria-label", t("subtask.assignee", { title: bilingual(title)[0] }));
  }

  /** @param {SubtaskView} subtask */
  function update(subtask) {
    const { state, assigneeId, dueAt, available, title } = subtask;
    const [mainTitle, otherTitle] = bilingual(title);
    const place = { ...scene(), subtask };
    setAttribute(element, "data-state", state);
    setText(main, mainTitle);
    setText(other, otherTitle);
    const mayAssign = available["subtask.assign"]?.allowed !== false && state === "open";
    assignee.hidden = mayAssign;
    picker.hidden = !mayAssign;
    setText(assignee, assigneeId ? nameOf(assigneeId, place.snapshot) : t("subtask.nobody"));
    if (mayAssign) drawPicker(subtask);
    due.hidden = !dueAt || state !== "open";
    setText(due, dueAt ? t("subtask.due", { date: date(dueAt) }) : "");
    complete.element.hidden = state !== "open";
    reopen.element.hidden = state !== "done";
    const { "subtask.complete": toComplete, "subtask.reopen": toReopen } = available;
    if (toComplete) complete.draw(actionText("subtask.complete"), explain(toComplete, place));
    if (toReopen) reopen.draw(actionText("subtask.reopen"), explain(toReopen, place));
  }

  return { element, update };
}
