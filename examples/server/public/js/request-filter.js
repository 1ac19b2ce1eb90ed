import { h, setAttribute, setText } from "./dom.js";
import { nameOf } from "./explain.js";
import { t } from "./i18n.js";

/** @typedef {import("./explain.js").Snapshot} Snapshot */
/** @typedef {import("./explain.js").TaskView} TaskView */

/** @type {readonly { id: "all" | "waiting" | "working" | "closed", matches: (task: TaskView) => boolean }[]} */
const kinds = [
  { id: "all", matches: () => true },
  { id: "waiting", matches: ({ kind }) => kind === "waiting" },
  { id: "working", matches: ({ kind }) => kind === "working" },
  { id: "closed", matches: ({ kind }) => kind === "done" || kind === "dropped" },
];

/**
 * Creates the buttons and the search field that choose which requests are shown.
 *
 * @param {() => void} onChange
 */
export function createRequestFilter(onChange) {
  let kind = kinds[0];
  const search = h("input", { type: "search", autocomplete: "off", oninput: onChange });
  const buttons = kinds.map((one) =>
    h("button", {
      type: "button",
      onclick: () => {
        kind = one;
        onChange();
      },
    }),
  );
  const bar = h("fieldset", { class: "segments filters" }, ...buttons);
  const wordsOf = () => plain(search.value).split(/\s+/).filter(Boolean);

  return {
    bar,
    search,

    get isSearching() {
      return wordsOf().length > 0;
    },

    /** Shows everything again. */
    showAll() {
      kind = kinds[0];
      search.value = "";
    },

    /** @param {Snapshot} snapshot @returns {TaskView[]} */
    apply(snapshot) {
      const words = wordsOf();
      return snapshot.tasks.filter((task) => {
        if (!kind?.matches(task)) return false;
        const text = plain(`${task.title} ${nameOf(task.requesterId, snapshot)}`);
        return words.every((word) => text.includes(word));
      });
    },

    /** @param {Snapshot} snapshot */
    draw({ tasks, hasMore }) {
      setAttribute(bar, "aria-label", t("filter.label"));
      setAttribute(search, "aria-label", t("filter.search"));
      setAttribute(search, "placeholder", t("filter.search.short"));
      kinds.forEach((one, i) => {
        const button = buttons[i];
        if (!button) return;
        // Older requests that are not loaded may belong here too.
        const count = `${tasks.filter(one.matches).length}${hasMore ? "+" : ""}`;
        setAttribute(button, "aria-pressed", String(kind === one));
        setText(button, `${t(`filter.${one.id}`)} ${count}`);
      });
    },
  };
}

/** Makes different spellings equal. @param {string} text */
const plain = (text) => text.normalize("NFC").toLowerCase();
