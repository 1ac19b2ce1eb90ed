import { h, setText } from "./dom.js";
import { t } from "./i18n.js";

/**
 * Creates the view that replaces a board or a room that a person may not see any more. It says why,
 * and where to go.
 *
 * @param {object} options
 * @param {"gone.board" | "gone.room"} options.word
 * @param {readonly { word: import("./i18n.js").Word, run: () => void }[]} options.ways
 */
export function createGone({ word, ways }) {
  const title = h("h3");
  const text = h("p");
  const buttons = ways.map(({ run }) => h("button", { type: "button", onclick: run }));
  const element = h(
    "div",
    { class: "gone", role: "alert", hidden: true },
    title,
    text,
    h("div", { class: "gone-ways" }, ...buttons),
  );

  return {
    element,

    /** @param {boolean} isGone */
    draw(isGone) {
      element.hidden = !isGone;
      setText(title, t(word));
      setText(text, t(`${word}.text`));
      ways.forEach((way, i) => {
        const button = buttons[i];
        if (button) setText(button, t(way.word));
      });
    },
  };
}
