import { h, newId, setAttribute, setText } from "./dom.js";
import { t } from "./i18n.js";

/**
 * A button that explains itself. One that isn't allowed can still be focused and pressed, as `disabled` would forbid:
 * it then says why not, and what would have to happen; to the mouse, to the keyboard, to the finger and to a screen reader.
 *
 * @param {{ tone?: string, run: () => Promise<unknown> | undefined, onError: (error: unknown) => void }} options
 */
export function createAction({ tone = "", run, onError }) {
  const why = h("p");
  const remedyTitle = h("p", { class: "tip-title" });
  const remedy = h("ol");
  const tip = h("div", { class: "tip", role: "tooltip", id: newId() }, why, remedyTitle, remedy);
  const button = h("button", { type: "button", class: tone, onclick: press });
  const element = h(
    "span",
    { class: "action", onkeydown: onKey, onfocusin: reveal, onmouseleave: hide, onfocusout: hide },
    button,
    tip,
  );
  let isAllowed = true;
  let isBusy = false;

  async function press() {
    if (!isAllowed) {
      element.classList.toggle("is-open");
      return reveal();
    }
    if (isBusy) return;
    setBusy(true);
    try {
      await run();
    } catch (error) {
      onError(error);
    }
    setBusy(false);
  }

  /** @param {boolean} busy */
  function setBusy(busy) {
    isBusy = busy;
    setAttribute(button, "aria-busy", busy ? "true" : undefined);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === "Escape") element.classList.add("is-shut");
  }

  /** Brings an explanation into sight that opens below the fold. */
  function reveal() {
    if (!isAllowed) tip.scrollIntoView({ block: "nearest" });
  }

  function hide() {
    element.classList.remove("is-open", "is-shut");
  }

  return {
    element,

    /**
     * @param {string} label
     * @param {{ why: string, remedy: string[] } | undefined} obstacle undefined: nothing is in the way
     */
    draw(label, obstacle) {
      isAllowed = obstacle === undefined;
      setText(button, label);
      setAttribute(button, "aria-disabled", isAllowed ? undefined : "true");
      setAttribute(button, "aria-describedby", isAllowed ? undefined : tip.id);
      tip.hidden = isAllowed;
      if (!obstacle) return hide();
      setText(why, obstacle.why);
      setText(remedyTitle, t(obstacle.remedy.length > 0 ? "remedy.title" : "remedy.none"));
      if (remedy.textContent !== obstacle.remedy.join(""))
        remedy.replaceChildren(...obstacle.remedy.map((step) => h("li", {}, step)));
      remedy.hidden = obstacle.remedy.length === 0;
    },
  };
}
