import { h, setText } from "./dom.js";
import { errorText } from "./error-text.js";
import { t } from "./i18n.js";

/** @typedef {ReturnType<typeof createErrorBanner>} ErrorBanner */

/** Creates a banner that shows the last error, until it is closed or the next action begins. */
export function createErrorBanner() {
  /** @type {(() => string) | undefined} */
  let message;
  const text = h("p");
  const close = h("button", { type: "button", class: "quiet", onclick: clear }, "×");
  const element = h("div", { class: "error-banner", role: "alert", hidden: true }, text, close);

  function clear() {
    message = undefined;
    draw();
  }

  function draw() {
    element.hidden = message === undefined;
    setText(text, message?.() ?? "");
    close.setAttribute("aria-label", t("close"));
  }

  /** @param {() => string} getMessage called again when the language changes */
  function show(getMessage) {
    message = getMessage;
    draw();
  }

  return {
    element,
    draw,
    clear,
    show,

    /** @param {unknown} error */
    showError: (error) => show(() => errorText(error)),
  };
}
