import { h, setText } from "./dom.js";
import { createHold } from "./hold.js";
import { t } from "./i18n.js";

/**
 * Decides which items a list shows. While a person aims at something in it, new items wait behind a
 * button ("2 new"), and items that don't belong there any more stay. So a click never hits an item
 * that has just moved under the pointer.
 *
 * @param {HTMLElement} region contains the list and the button
 * @param {() => void} redraw
 */
export function createSteadyList(region, redraw) {
  /** @type {readonly string[]} */
  let shown = [];
  /** @type {readonly string[]} */
  let waiting = [];
  let isReleased = false;
  /** Whether the list shows other items than those that belong to it. */
  let isStale = false;
  const hold = createHold(region, () => {
    if (isStale) redraw();
  });
  const button = h("button", {
    type: "button",
    class: "primary small newcomers",
    hidden: true,
    onclick: showWaiting,
  });

  function showWaiting() {
    const [first] = waiting;
    isReleased = true;
    redraw();
    const element = region.querySelector(`[data-id="${CSS.escape(first ?? "")}"]`);
    if (!(element instanceof HTMLElement)) return;
    element.scrollIntoView({ block: "nearest" });
    element.focus({ preventScroll: true });
  }

  return {
    button,
    stay: hold.stay,

    /** The person asked for another list, so everything is shown at the next drawing. */
    release() {
      isReleased = true;
    },

    /**
     * Returns the ids to show, in their order.
     *
     * @param {readonly string[]} ids those that belong to the list, the newest first
     * @param {(id: string) => boolean} [isOwn] whether the person has just made it
     */
    arrange(ids, isOwn = () => false) {
      const known = new Set(shown);
      const last = ids.findLastIndex((id) => known.has(id));
      const isNew = (/** @type {string} */ id, /** @type {number} */ i) =>
        !known.has(id) && (last === -1 || i < last);
      if (isReleased || shown.length === 0 || !hold.isHeld) {
        shown = ids;
        waiting = [];
      } else {
        const newcomers = ids.filter(isNew);
        const older = last === -1 ? [] : ids.slice(last + 1);
        shown = [...newcomers.filter(isOwn), ...shown, ...older];
        waiting = newcomers.filter((id) => !isOwn(id));
      }
      isReleased = false;
      isStale = shown.length !== ids.length || shown.some((id, i) => id !== ids[i]);
      button.hidden = waiting.length === 0;
      setText(button, t("list.new", { count: waiting.length }));
      return shown;
    },
  };
}
