import { h, setAttribute, setText } from "./dom.js";
import { t } from "./i18n.js";

/** @typedef {"requests" | "chat" | "inbox"} View */

/** @type {readonly View[]} */
const viewIds = ["requests", "chat", "inbox"];

/**
 * Creates the buttons that switch between the views of one side, with the number of unread items.
 *
 * @param {Record<View, HTMLElement>} elements
 * @param {(view: View) => void} onShow
 */
export function createViews(elements, onShow) {
  /** @type {View} */
  let current = "requests";
  /** @type {Record<View, number>} */
  const counts = { requests: 0, chat: 0, inbox: 0 };
  const parts = viewIds.map((view) => {
    const label = h("span");
    const badge = h("span", { class: "badge" });
    const button = h(
      "button",
      { type: "button", "data-view": view, onclick: () => show(view) },
      label,
      badge,
    );
    return { view, label, badge, button };
  });
  const bar = h("fieldset", { class: "segments views" }, ...parts.map(({ button }) => button));
  const element = h("div", { class: "views-body" }, ...viewIds.map((view) => elements[view]));

  /** @param {View} view */
  function show(view) {
    current = view;
    draw();
    onShow(view);
  }

  function draw() {
    setAttribute(bar, "aria-label", t("views.label"));
    for (const { view, label, badge, button } of parts) {
      setAttribute(button, "aria-pressed", String(view === current));
      setText(label, t(`views.${view}`));
      badge.hidden = counts[view] === 0;
      setText(badge, counts[view] > 99 ? "99+" : String(counts[view]));
      elements[view].hidden = view !== current;
    }
  }

  return {
    bar,
    element,
    show,
    draw,
    get current() {
      return current;
    },
    /** Returns whether there are more than before. @param {View} view @param {number} count */
    setCount(view, count) {
      const isMore = count > counts[view];
      if (counts[view] === count) return false;
      counts[view] = count;
      draw();
      return isMore;
    },
  };
}
