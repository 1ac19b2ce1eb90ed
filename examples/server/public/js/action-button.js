import { h, newId, setAttribute, setText } from "./dom.js";
import { t } from "./i18n.js";

/**
 * Creates a button that explains why it can't be used. It has no `disabled` attribute, so it can
 * still be focused and pressed. Then a tip says why the action isn't possible and what would help,
 * for mouse, keyboard, touch and screen readers.
 *
 * @param {{ tone?: string, run: () => Promise<unknown> | undefined, errors: import("./error-banner.js").ErrorBanner }} options
 */
export function createActionButton({ tone = "", run, errors }) {
  const why = h("p");
  const remedyTitle = h("p", { class: "tip-title" });
  const remedy = h("ol");
  const tip = h("div", { class: "tip", role: "tooltip", id: newId() }, why, remedyTitle, remedy);
  const button = h("button", { type: "button", class: tone, onclick: press });
  const element = h(
    "span",
    {
      class: "action",
      onkeydown: onKey,
      // Not when the mouse moves the focus: the button must stay under the pointer.
      onfocusin: () => button.matches(":focus-visible") && scrollToTip(),
      onmouseleave: resetTip,
      onfocusout: resetTip,
    },
    button,
    tip,
  );
  let isAllowed = true;
  let isBusy = false;

  async function press() {
    if (!isAllowed) {
      element.classList.toggle("is-open");
      return scrollToTip();
    }
    if (isBusy) return;
    errors.clear();
    setBusy(true);
    await errors.attempt(run);
    setBusy(false);
  }

  /** @param {boolean} busy */
  function setBusy(busy) {
    isBusy = busy;
    setAttribute(button, "aria-busy", busy ? "true" : undefined);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === "Escape") element.classList.add("is-dismissed");
  }

  /** Scrolls the tip into view if it opens below the visible part of the page. */
  function scrollToTip() {
    if (!isAllowed) tip.scrollIntoView({ block: "nearest" });
  }

  /** The tip is shown again at the next hover or focus. */
  function resetTip() {
    element.classList.remove("is-open", "is-dismissed");
  }

  return {
    element,

    /**
     * @param {string} label
     * @param {import("./explain.js").Explanation | undefined} explanation undefined if the action is allowed
     */
    draw(label, explanation) {
      isAllowed = explanation === undefined;
      setText(button, label);
      setAttribute(button, "aria-disabled", isAllowed ? undefined : "true");
      setAttribute(button, "aria-describedby", isAllowed ? undefined : tip.id);
      tip.hidden = isAllowed;
      if (!explanation) return resetTip();
      setText(why, explanation.why);
      setText(remedyTitle, t(explanation.remedy.length > 0 ? "remedy.title" : "remedy.none"));
      if (remedy.textContent !== explanation.remedy.join(""))
        remedy.replaceChildren(...explanation.remedy.map((step) => h("li", {}, step)));
      remedy.hidden = explanation.remedy.length === 0;
    },
  };
}
