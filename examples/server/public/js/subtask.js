import { createActionButton } from "./action-button.js";
import { h, setAttribute, setText } from "./dom.js";
import { actionText, explain, nameOf } from "./explain.js";
import { bilingual, date, t } from "./i18n.js";

/** @typedef {import("./explain.js").SubtaskView} SubtaskView */

/**
 * Creates one step of a request: its title, assignee and due date, and a button to finish or reopen
 * it.
 *
 * @param {SubtaskView} initial
 * @param {import("./card.js").CardContext} context
 */
export function createSubtaskItem(initial, { client, errors, taskContext }) {
  const ids = { boardId: initial.boardId, taskId: initial.taskId, subtaskId: initial.id };

  const mainTitle = h("span", { class: "step-title" });
  const otherTitle = h("span");
  const assignee = h("span", { class: "step-assignee" });
  const picker = h("select", { class: "step-picker", onchange: assign });
  const due = h("span", { class: "step-due" });
  const complete = createActionButton({
    tone: "small",
    run: () => client.subtasks.complete(ids),
    errors,
  });
  const reopen = createActionButton({
    tone: "small quiet",
    run: () => client.subtasks.reopen(ids),
    errors,
  });
  const element = h(
    "li",
    { class: "step", tabindex: -1 },
    h("span", { class: "step-mark", "aria-hidden": "true" }),
    h(
      "div",
      { class: "step-words" },
      mainTitle,
      h("span", { class: "step-line" }, otherTitle, assignee, picker, due),
    ),
    h("div", { class: "step-actions" }, complete.element, reopen.element),
  );

  function assign() {
    void errors.attempt(() => client.subtasks.assign({ ...ids, assigneeId: picker.value || null }));
  }

  /** @param {SubtaskView} subtask */
  function drawPicker({ assigneeId, title }) {
    const members = taskContext()
      .snapshot.members.filter(({ userId, disabled }) => !disabled || userId === assigneeId)
      .toSorted((a, b) => a.name.localeCompare(b.name));
    const options = [
      { value: "", text: t("subtask.nobody") },
      ...members.map(({ userId, name }) => ({ value: userId, text: name })),
    ];
    const texts = options.map((option) => option.text).join("\n");
    // Replacing the options would close an open menu.
    if (picker.dataset.options !== texts) {
      picker.replaceChildren(...options.map(({ value, text }) => h("option", { value }, text)));
      picker.dataset.options = texts;
    }
    if (picker.value !== (assigneeId ?? "")) picker.value = assigneeId ?? "";
    setAttribute(picker, "aria-label", t("subtask.assignee", { title: bilingual(title)[0] }));
  }

  /** @param {SubtaskView} subtask */
  function update(subtask) {
    const { state, assigneeId, dueAt, available, title } = subtask;
    const [mainText, otherText] = bilingual(title);
    const context = { ...taskContext(), subtask };
    setAttribute(element, "data-state", state);
    setText(mainTitle, mainText);
    setText(otherTitle, otherText);
    const canAssign = available["subtask.assign"]?.allowed !== false && state === "open";
    assignee.hidden = canAssign;
    picker.hidden = !canAssign;
    setText(assignee, assigneeId ? nameOf(assigneeId, context.snapshot) : t("subtask.nobody"));
    if (canAssign) drawPicker(subtask);
    due.hidden = !dueAt || state !== "open";
    setText(due, dueAt ? t("subtask.due", { date: date(dueAt) }) : "");
    complete.element.hidden = state !== "open";
    reopen.element.hidden = state !== "done";
    const { "subtask.complete": toComplete, "subtask.reopen": toReopen } = available;
    if (toComplete) complete.draw(actionText("subtask.complete"), explain(toComplete, context));
    if (toReopen) reopen.draw(actionText("subtask.reopen"), explain(toReopen, context));
  }

  return { element, update };
}
