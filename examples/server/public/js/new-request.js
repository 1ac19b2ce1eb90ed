import { h, isWide, setText } from "./dom.js";
import { createForm } from "./form.js";
import { t } from "./i18n.js";
import { createSaleFields, titleOf } from "./sale-form.js";

/**
 * Creates the form for a new request.
 *
 * @param {object} page
 * @param {import("./connection.js").Connection["client"]} page.client
 * @param {string} page.boardId
 * @param {import("./drafts.js").Drafts} page.drafts
 * @param {boolean} page.isOpen
 * @param {(taskId: string) => void} page.onCreated
 */
export function createNewRequest({ client, boardId, drafts, isOpen, onCreated }) {
  const fields = createSaleFields();
  const title = h("summary");
  const submit = h("button", { class: "primary" });
  const draft = drafts.at("new");
  const form = createForm({
    className: "new-form",
    draft,
    fields: fields.elements,
    submit,
    newKey: client.runtime.id,
    async run(key) {
      const sale = fields.read();
      const input = { boardId, type: /** @type {const} */ ("vehicle_sale"), title: titleOf(sale) };
      const { task } = await client.tasks.create({ ...input, data: sale }, { key });
      onCreated(task.id);
    },
    // On a narrow screen the open form would hide the new request.
    onSent: () => {
      element.open = isWide();
    },
  });
  const element = h(
    "details",
    { class: "new", open: isOpen || draft.read() !== undefined },
    title,
    form.element,
  );

  return {
    element,

    draw() {
      setText(title, t("new.title"));
      setText(submit, t("new.submit"));
      fields.draw();
      form.draw();
    },
  };
}
