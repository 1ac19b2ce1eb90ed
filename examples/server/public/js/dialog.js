import { h } from "./dom.js";
import { t } from "./i18n.js";

/**
 * Shows a form in a native dialog, which is modal, is closed by Escape, and then returns the focus.
 *
 * @template T
 * @param {{ title: string, submit: string, fields: Node[], read: () => T, tone?: string }} options
 * @returns {Promise<T | undefined>} undefined if it was closed without submitting
 */
export function ask({ title, submit, fields, read, tone = "primary" }) {
  return new Promise((resolve) => {
    /** @type {T | undefined} */
    let answer;
    const back = h(
      "button",
      { type: "button", class: "quiet", onclick: () => dialog.close() },
      t("dialog.back"),
    );
    const form = h(
      "form",
      {
        onsubmit: (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          answer = read();
          dialog.close();
        },
      },
      h("h3", {}, title),
      ...fields,
      h("div", { class: "dialog-buttons" }, back, h("button", { class: tone }, submit)),
    );
    const dialog = h(
      "dialog",
      {
        "aria-label": title,
        onclose: () => {
          dialog.remove();
          resolve(answer);
        },
      },
      form,
    );
    // Inside the side panel that opened it, for the colours of that side.
    (document.activeElement?.closest(".side-panel") ?? document.body).append(dialog);
    dialog.showModal();
  });
}

/**
 * Shows a dialog with one text field.
 *
 * @param {{ title: string, label: string, submit: string, required: boolean, tone?: string }} options
 */
export function askText({ title, label, submit, required, tone }) {
  const text = h("textarea", { rows: 3, required, maxlength: 2000, autofocus: true });
  const field = h("label", { class: "field" }, label, text);
  return ask({
    title,
    submit,
    fields: [field],
    read: () => text.value.trim(),
    ...(tone && { tone }),
  });
}
