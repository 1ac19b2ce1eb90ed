import { h, setText } from "./dom.js";
import { t, tOr } from "./i18n.js";

/** @typedef {ReturnType<typeof createNotice>} Notice */

/** What went wrong, said once, above all else, until it is closed or something works again. */
export function createNotice() {
  /** @type {(() => string) | undefined} */
  let words;
  const text = h("p");
  const close = h("button", { type: "button", class: "quiet", onclick: clear }, "×");
  const element = h("div", { class: "notice", role: "alert", hidden: true }, text, close);

  function clear() {
    words = undefined;
    draw();
  }

  function draw() {
    element.hidden = words === undefined;
    setText(text, words?.() ?? "");
    close.setAttribute("aria-label", t("close"));
  }

  return {
    element,
    draw,
    clear,

    /** @param {() => string} say a function, so that it changes with the language */
    show(say) {
      words = say;
      draw();
    },

    /** @param {unknown} error */
    showError(error) {
      this.show(() => errorText(error));
    },
  };
}

/** @param {unknown} error */
export function errorText(error) {
  const { code = "other", message = String(error) } =
    /** @type {{ code?: string, message?: string }} */ (error);
  return tOr(`error.${code}`, t("error.other", { message }), { message });
}
