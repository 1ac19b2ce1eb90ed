import { h, setText } from "./dom.js";
import { t } from "./i18n.js";

/** How long an action can be undone with one press, in ms. */
const offeredFor = 8_000;

/**
 * Creates a note that says what was done, with a button that undoes it. It goes away after a while,
 * but not as long as the pointer or the focus is on it.
 *
 * @param {import("./error-banner.js").ErrorBanner} errors
 */
export function createUndo(errors) {
  /** @type {(() => Promise<unknown>) | undefined} */
  let undo;
  let timer = 0;
  const text = h("p");
  const button = h("button", { type: "button", class: "small", onclick: press });
  const element = h(
    "div",
    { class: "undo", onpointerleave: startTimer, onfocusout: startTimer, hidden: true },
    text,
    button,
  );
  // The live region is there before its text, or a screen reader would not read it.
  const region = h("div", { role: "status" }, element);

  function press() {
    const run = undo;
    clear();
    if (run) void errors.attempt(run);
  }

  function startTimer() {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (!element.matches(":hover, :focus-within")) clear();
    }, offeredFor);
  }

  function clear() {
    clearTimeout(timer);
    undo = undefined;
    element.hidden = true;
    setText(text, "");
  }

  return {
    element: region,
    clear,

    /**
     * @param {string} words what was done
     * @param {() => Promise<unknown>} run undoes it
     */
    offer(words, run) {
      undo = run;
      setText(text, words);
      setText(button, t("undo"));
      element.hidden = false;
      startTimer();
    },
  };
}
