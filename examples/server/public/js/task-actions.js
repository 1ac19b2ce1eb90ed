import { askFirst, openForm, textField } from "./dialog.js";
import { actionText } from "./explain.js";
import { t } from "./i18n.js";
import { createSaleFields, titleOf } from "./sale-form.js";

/** @typedef {import("./explain.js").TaskView} TaskView */

/**
 * Returns what the buttons of a request do. Each action names the version of the request that the
 * person saw, so the server refuses it if the request was edited meanwhile.
 *
 * @param {import("./card.js").CardContext & { ids: { boardId: string, taskId: string }, task: () => TaskView, seen: ReturnType<typeof import("./seen-version.js").createSeenVersion> }} card
 * @returns {(name: string) => Promise<unknown> | undefined} takes the name of the action's permission
 */
export function createTaskActions({ client, drafts, undo, ids, task, seen }) {
  const newKey = client.runtime.id;
  const changed = () => t("dialog.now", { title: task().title });

  /** @param {string} name */
  async function decide(name) {
    const { version } = seen;
    // The banner says that it has changed, so the next press is about what is there now.
    seen.look();
    await client.call(/** @type {"tasks.approve"} */ (name), { ...ids, version });
  }

  /** Asks for the reason of a rejection. */
  function reject() {
    let { version } = task();
    const name = actionText("task.reject");
    const reason = textField(t("reason.label.required"));
    openForm({
      title: name,
      about: () => (version === task().version ? task().title : changed()),
      submit: name,
      tone: "danger",
      fields: [reason.element],
      draft: drafts.at(`reject.${ids.taskId}`),
      newKey,
      async run(key) {
        const input = { ...ids, version, reason: reason.text.value.trim() };
        await client.tasks.reject(input, { key }).catch((error) => {
          ({ version } = task());
          throw error;
        });
      },
    });
  }

  function edit() {
    const fields = createSaleFields();
    fields.draw();
    fields.write(/** @type {import("./sale-form.js").Sale} */ (task().data));
    const draft = drafts.at(`edit.${ids.taskId}`);
    /** @type {import("./drafts.js").Draft<number>} */
    const begunAt = drafts.at(`edit.${ids.taskId}.version`);
    // A draft belongs to the version on which it was begun.
    let version = (draft.read() && begunAt.read()) ?? task().version;
    begunAt.write(version);
    openForm({
      title: t("edit.title"),
      about: () => (version === task().version ? "" : changed()),
      submit: t("edit.submit"),
      fields: fields.elements,
      draft,
      newKey,
      async run(key) {
        const sale = fields.read();
        const input = { ...ids, version, title: titleOf(sale), data: sale };
        await client.tasks.edit(input, { key }).catch((error) => {
          ({ version } = task());
          begunAt.write(version);
          throw error;
        });
        begunAt.write(undefined);
      },
    });
  }

  function addStep() {
    const name = actionText("subtask.create");
    const step = textField(t("step.label"));
    openForm({
      title: name,
      submit: name,
      fields: [step.element],
      draft: drafts.at(`step.${ids.taskId}`),
      newKey,
      run: (key) => {
        const title = step.text.value.trim();
        return client.subtasks.create({ ...ids, title, assigneeId: task().requesterId }, { key });
      },
    });
  }

  function remove() {
    askFirst({
      title: t("task.delete.ask", { title: task().title }),
      submit: actionText("task.delete"),
      run: () => client.tasks.delete(ids),
    });
  }

  async function cancel() {
    await decide("tasks.cancel");
    undo.offer(t("undo.cancelled", { title: task().title }), () => client.tasks.restore(ids));
  }

  return (name) => {
    if (name === "task.edit") return void edit();
    if (name === "subtask.create") return void addStep();
    if (name === "task.delete") return void remove();
    if (name === "task.cancel") return cancel();
    const action = name.slice("task.".length);
    // Asks for a reason only if the workflow requires one, as it does for a rejection.
    if (client.welcome?.workflow.actions[action]?.reason === "required") return void reject();
    return decide(`tasks.${action}`);
  };
}
