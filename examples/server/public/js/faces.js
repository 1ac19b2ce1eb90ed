import { h } from "./dom.js";
import { t } from "./i18n.js";

/** The number of people whose faces are shown. */
const maxFaces = 5;

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Creates a line of the people who are in a room: up to five faces, and the number of the others. */
export function createFaces() {
  const element = h("p", { class: "faces", role: "img" });

  return {
    element,

    /**
     * @param {readonly string[]} names
     * @param {number} count of all people, also of those whose names are unknown
     */
    draw(names, count) {
      element.hidden = count === 0;
      const some = names.slice(0, maxFaces);
      const others = count - some.length;
      const label = [...some, ...(others > 0 ? [`+${others}`] : [])].join(", ");
      element.setAttribute("aria-label", t("chat.present", { names: label }));
      if (element.title === label) return;
      element.title = label;
      element.replaceChildren(
        ...some.map((name) => h("span", { class: "face" }, initialOf(name))),
        ...(others > 0 ? [h("span", { class: "faces-others" }, `+${others}`)] : []),
      );
    },
  };
}

/** @param {string} name */
const initialOf = (name) => [...letters.segment(name.trim())][0]?.segment.toUpperCase() ?? "";
