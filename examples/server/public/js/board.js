import { createCard } from "./card.js";
import { h, isWide, keyedList, moveIn, setAttribute, setText } from "./dom.js";
import { t } from "./i18n.js";
import { errorText } from "./notice.js";
import { createSaleFields, titleOf } from "./sale-form.js";

/** @typedef {import("./explain.js").Snapshot} Snapshot */
/** @typedef {import("./explain.js").TaskView} TaskView */

/** @type {readonly { word: "all" | "waiting" | "working" | "closed", fits: (task: TaskView) => boolean }[]} */
const filters = [
  { word: "all", fits: () => true },
  { word: "waiting", fits: ({ kind }) => kind === "waiting" },
  { word: "working", fits: ({ kind }) => kind === "working" },
  { word: "closed", fits: ({ kind }) => kind === "done" || kind === "dropped" },
];

/**
 * A board as one person sees it: a form to ask for something, and the requests.
 *
 * @param {import("./live.js").Live & { boardId: string, side: "left" | "right", notice: import("./notice.js").Notice }} page
 */
export function createBoard({ client, store, boardId, side, notice }) {
  let filter = filters[0];
  /** Whether all that was there at the beginning is drawn; what comes after it is new. */
  let isReady = false;
  const seen = new Set();

  const fields = createSaleFields();
  const newTitle = h("summary");
  const submit = h("button", { class: "primary" });
  const form = h("form", { class: "new-form", onsubmit: create }, ...fields.elements, submit);
  // The left side is there to ask; who decides opens the form when they need it.
  const newRequest = h("details", { class: "new", open: side === "left" }, newTitle, form);

  const filterButtons = filters.map((one) =>
    h("button", {
      type: "button",
      onclick: () => {
        filter = one;
        draw(store.getSnapshot());
      },
    }),
  );
  const filterBar = h("fieldset", { class: "segments filters" }, ...filterButtons);
  const list = h("div", { class: "cards", role: "region" });
  const empty = h("p", { class: "empty" });
  const element = h("div", { class: "board" }, newRequest, filterBar, list, empty);

  /** @type {Map<string, ReturnType<typeof createCard>>} */
  const cards = new Map();
  const drawCards = keyedList(
    list,
    ({ id }) => id,
    (/** @type {TaskView} */ task) => {
      const card = createCard(task, { client, notice, snapshot: store.getSnapshot });
      cards.set(task.id, card);
      if (isReady && !seen.has(task.id)) moveIn(card.element);
      seen.add(task.id);
      return card;
    },
  );

  /** @param {SubmitEvent} event */
  async function create(event) {
    event.preventDefault();
    const sale = fields.read();
    notice.clear();
    setAttribute(submit, "aria-busy", "true");
    try {
      await client.tasks.create({
        boardId,
        type: "vehicle_sale",
        title: titleOf(sale),
        data: sale,
      });
      form.reset();
      // The new request shall be in sight.
      newRequest.open = isWide();
    } catch (error) {
      notice.showError(error);
    }
    setAttribute(submit, "aria-busy", undefined);
  }

  /** @param {Snapshot} snapshot */
  function emptyText({ status, tasks, error }) {
    if (status === "gone") return error ? errorText(error) : "";
    if (status === "loading") return t("list.loading");
    return tasks.length > 0 ? t("list.empty") : t(`list.empty.${side}`);
  }

  /** @param {Snapshot} snapshot */
  function draw(snapshot) {
    const { tasks } = snapshot;
    const shown = tasks.filter((task) => filter?.fits(task));
    setText(newTitle, t("new.title"));
    setText(submit, t("new.submit"));
    fields.draw();
    setAttribute(filterBar, "aria-label", t("filter.label"));
    filters.forEach(({ word, fits }, i) => {
      const button = filterButtons[i];
      if (!button) return;
      setAttribute(button, "aria-pressed", String(filter === filters[i]));
      setText(button, `${t(`filter.${word}`)} ${tasks.filter(fits).length}`);
    });
    setAttribute(list, "aria-label", t("list.label"));
    drawCards(shown);
    isReady = snapshot.status === "ready";
    empty.hidden = shown.length > 0;
    setText(empty, emptyText(snapshot));
    newRequest.hidden = filterBar.hidden = snapshot.status === "gone";
  }

  return {
    element,
    draw,

    /** Brings a request in sight, with its comments if they are what it is about. @param {string} taskId @param {boolean} withComments */
    show(taskId, withComments) {
      filter = filters[0];
      draw(store.getSnapshot());
      cards.get(taskId)?.show(withComments);
    },

    close() {
      for (const card of cards.values()) card.close();
    },
  };
}
