import { h, setText } from "./dom.js";
import { createForm } from "./form.js";
import { t } from "./i18n.js";

/**
 * Shows a form in a native dialog, which is modal, is closed by Escape, and then returns the focus.
 * It closes when it was sent. If sending fails, it stays open with the texts and the reason.
 *
 * @param {object} options
 * @param {string} options.title
 * @param {string} options.submit
 * @param {string} [options.tone]
 * @param {readonly Node[]} options.fields
 * @param {import("./drafts.js").Draft<import("./form.js").FormDraft>} options.draft
 * @param {() => string} options.newKey
 * @param {(key: string) => Promise<unknown>} options.run
 * @param {() => string} [options.about] returns what the dialog is about, which may change while it is open
 */
export function openForm({
  title,
  submit,
  tone = "primary",
  fields,
  draft,
  newKey,
  run,
  about = () => "",
}) {
  const aboutLine = h("p", { class: "dialog-about" }, about());
  const form = createForm({
    draft,
    newKey,
    fields: [h("h3", {}, title), aboutLine, ...fields],
    ...buttonsOf(submit, tone, () => dialog.close()),
    run: (key) => run(key).finally(() => setText(aboutLine, about())),
    onSent: () => dialog.close(),
  });
  const dialog = showDialog(title, form.element);
}

/**
 * Asks before something that can't be undone.
 *
 * @param {{ title: string, submit: string, run: () => Promise<unknown> }} options
 */
export function askFirst({ title, submit, run }) {
  openForm({
    title,
    submit,
    tone: "danger",
    fields: [],
    draft: { read: () => undefined, write() {} },
    newKey: () => "",
    run,
  });
}

/**
 * Returns a field for one text.
 *
 * @param {string} label
 */
export function textField(label) {
  const text = h("textarea", { name: "text", rows: 3, required: true, maxlength: 2000 });
  text.autofocus = true;
  return { element: h("label", { class: "field" }, h("span", {}, label), text), text };
}

/**
 * @param {string} submit
 * @param {string} tone
 * @param {() => void} close
 */
function buttonsOf(submit, tone, close) {
  const back = h("button", { type: "button", class: "quiet", onclick: close }, t("dialog.back"));
  const button = h("button", { class: tone }, submit);
  return { submit: button, buttons: h("div", { class: "dialog-buttons" }, back, button) };
}

/**
 * @param {string} label
 * @param {HTMLElement} content
 */
function showDialog(label, content) {
  const dialog = h("dialog", { "aria-label": label, onclose: () => dialog.remove() }, content);
  // Inside the side panel that opened it, for the colours of that side.
  (document.activeElement?.closest(".side-panel") ?? document.body).append(dialog);
  dialog.showModal();
  return dialog;
}
