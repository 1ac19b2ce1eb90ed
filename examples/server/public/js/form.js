import { h, setAttribute, setText } from "./dom.js";
import { errorText } from "./error-text.js";
import { t } from "./i18n.js";

/** @typedef {Record<string, string | boolean>} Values */
/** @typedef {{ values: Values, key?: string }} FormDraft */
/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** After these errors, nobody knows whether the form was sent. The next attempt needs the same key. */
const unclear = new Set(["unknown_outcome", "unavailable", "rate_limited", "network"]);

/**
 * Creates a form that is sent once, and whose texts are never lost.
 *
 * - While it is being sent, it is not sent again. All attempts to send the same values have the same
 *   idempotency key, also after a reload, so they have one effect.
 * - The text is kept as a draft until it was sent.
 * - If sending fails, the form says why and keeps its texts.
 *
 * @param {object} options
 * @param {string} [options.className]
 * @param {import("./drafts.js").Draft<FormDraft>} options.draft
 * @param {readonly Node[]} options.fields the fields that are kept have a `name`
 * @param {HTMLButtonElement} options.submit
 * @param {Node} [options.buttons] the row that contains `submit`; default: `submit` itself
 * @param {() => string} options.newKey
 * @param {(key: string) => Promise<unknown>} options.run sends the values
 * @param {() => void} [options.onSent]
 */
export function createForm({
  className = "",
  draft,
  fields,
  submit,
  buttons = submit,
  newKey,
  run,
  onSent,
}) {
  let isSending = false;
  /** @type {(() => string) | undefined} */
  let problem;
  const problemLine = h("p", { class: "problem", role: "alert", hidden: true });
  const element = h(
    "form",
    { class: className, novalidate: true, oninput: keep, onchange: keep, onsubmit: send },
    ...fields,
    buttons,
    // Below the buttons, so that these don't move when it appears.
    problemLine,
  );
  // The second click of a double click would send the empty form.
  submit.addEventListener("click", (event) => {
    if (event.detail > 1) event.preventDefault();
  });
  const kept = draft.read();
  if (kept) fill(element, kept.values);

  function keep() {
    draft.write({ values: valuesOf(element) });
    showProblem(undefined);
  }

  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault();
    if (isSending) return;
    const missing = namedFields(element).find(isMissing);
    if (missing) return showMissing(missing);
    const values = valuesOf(element);
    const key = draft.read()?.key ?? newKey();
    draft.write({ values, key });
    setSending(true);
    showProblem(undefined);
    try {
      await run(key);
      sent(values);
    } catch (error) {
      failed(error);
    } finally {
      setSending(false);
    }
  }

  /** @param {Values} values those that were sent; the person may have typed since */
  function sent(values) {
    if (JSON.stringify(values) === JSON.stringify(valuesOf(element))) {
      clear(element);
      draft.write(undefined);
    }
    onSent?.();
  }

  /** @param {unknown} error */
  function failed(error) {
    const { code } = /** @type {{ code?: string }} */ (error ?? {});
    if (!code) reportError(error);
    if (!unclear.has(code ?? "")) draft.write({ values: valuesOf(element) });
    showProblem(() => errorText(error));
  }

  /** @param {Field} field */
  function showMissing(field) {
    const label = (field.labels?.[0]?.textContent ?? "").trim();
    setAttribute(field, "aria-invalid", "true");
    showProblem(() => t("form.missing", { field: label }));
    field.focus();
  }

  /** @param {boolean} sending */
  function setSending(sending) {
    isSending = sending;
    setAttribute(submit, "aria-busy", sending ? "true" : undefined);
  }

  /** @param {(() => string) | undefined} next called again when the language changes */
  function showProblem(next) {
    problem = next;
    if (!next)
      for (const field of namedFields(element)) setAttribute(field, "aria-invalid", undefined);
    draw();
  }

  function draw() {
    problemLine.hidden = problem === undefined;
    setText(problemLine, problem?.() ?? "");
  }

  return { element, draw };
}

/** @param {HTMLFormElement} form @returns {Field[]} */
const namedFields = (form) =>
  [...form.elements].filter(
    /** @returns {field is Field} */ (field) =>
      (field instanceof HTMLInputElement ||
        field instanceof HTMLTextAreaElement ||
        field instanceof HTMLSelectElement) &&
      field.name !== "",
  );

/** @param {Field} field */
const isMissing = (field) => field.required && field.value.trim() === "";

/** @param {Field} field @returns {field is HTMLInputElement} */
const isCheckbox = (field) => field.type === "checkbox";

/** @param {HTMLFormElement} form @returns {Values} */
const valuesOf = (form) =>
  Object.fromEntries(
    namedFields(form).map((field) => [field.name, isCheckbox(field) ? field.checked : field.value]),
  );

/** @param {HTMLFormElement} form @param {Values} values */
function fill(form, values) {
  for (const field of namedFields(form)) {
    const value = values[field.name];
    if (isCheckbox(field)) field.checked = value === true;
    else if (typeof value === "string") field.value = value;
  }
}

/** Empties the texts. A choice from a list stays, because the next one is often alike. @param {HTMLFormElement} form */
function clear(form) {
  for (const field of namedFields(form)) {
    if (isCheckbox(field)) field.checked = false;
    else if (!(field instanceof HTMLSelectElement)) field.value = "";
  }
}
