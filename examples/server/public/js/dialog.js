import { h } from "./dom.js";
import { t } from "./i18n.js";

/**
 * Asks for something in a native dialog: modal, closed by Escape, and focus returns to where it was.
 *
 * @template T
 * @param {{ title: string, submit: string, fields: Node[], read: () => T, tone?: string }} options
 * @returns {Promise<T | undefined>} undefined when it was closed without an answer
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
    // Beside what asked for it, in the colour of that side.
    (document.activeElement?.closest(".pane") ?? document.body).append(dialog);
    dialog.showModal();
  });
}

/**
 * Asks for one text.
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
