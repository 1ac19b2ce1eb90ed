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

    /**
     * Runs what a person asked for, and shows the error if it fails. Everything on the page that
     * waits for the server goes through here or through a form, so no error is swallowed.
     *
     * @param {() => unknown} run
     * @returns {Promise<boolean>} whether it worked
     */
    async attempt(run) {
      try {
        await run();
        return true;
      } catch (error) {
        show(() => errorText(error));
        if (!isExpected(error)) reportError(error);
        return false;
      }
    },
  };
}

/** Whether an error has a code of the server or of the client. All others are bugs of the page. */
const isExpected = (/** @type {unknown} */ error) =>
  typeof (/** @type {{ code?: unknown }} */ (error)?.code) === "string";
