import { createCard } from "./card.js";
import { animateIn, h, isWide, keyedList, setAttribute, setText } from "./dom.js";
import { errorText } from "./error-text.js";
import { t } from "./i18n.js";
import { createSaleFields, titleOf } from "./sale-form.js";

/** @typedef {import("./explain.js").Snapshot} Snapshot */
/** @typedef {import("./explain.js").TaskView} TaskView */

/** @type {readonly { id: "all" | "waiting" | "working" | "closed", matches: (task: TaskView) => boolean }[]} */
const filters = [
  { id: "all", matches: () => true },
  { id: "waiting", matches: ({ kind }) => kind === "waiting" },
  { id: "working", matches: ({ kind }) => kind === "working" },
  { id: "closed", matches: ({ kind }) => kind === "done" || kind === "dropped" },
];

/**
 * Draws a board as one person sees it: a form for a new request, and the requests.
 *
 * @param {import("./connection.js").Connection & { boardId: string, side: "left" | "right", errors: import("./error-banner.js").ErrorBanner }} page
 */
export function createBoard({ client, store, boardId, side, errors }) {
  let filter = filters[0];
  /** Whether the first requests are drawn. Only later ones are animated as new. */
  let isReady = false;
  const drawnIds = new Set();

  const fields = createSaleFields();
  const newTitle = h("summary");
  const submit = h("button", { class: "primary" });
  const form = h("form", { class: "new-form", onsubmit: create }, ...fields.elements, submit);
  // The left side is for requesters. Approvers open the form when they need it.
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
      const card = createCard(task, { client, errors, snapshot: store.getSnapshot });
      cards.set(task.id, card);
      if (isReady && !drawnIds.has(task.id)) animateIn(card.element);
      drawnIds.add(task.id);
      return card;
    },
  );

  /** @param {SubmitEvent} event */
  async function create(event) {
    event.preventDefault();
    const sale = fields.read();
    errors.clear();
    setAttribute(submit, "aria-busy", "true");
    try {
      await client.tasks.create({
        boardId,
        type: "vehicle_sale",
        title: titleOf(sale),
        data: sale,
      });
      form.reset();
      // On a narrow screen the open form would hide the new request.
      newRequest.open = isWide();
    } catch (error) {
      errors.showError(error);
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
    const matching = tasks.filter((task) => filter?.matches(task));
    setText(newTitle, t("new.title"));
    setText(submit, t("new.submit"));
    fields.draw();
    setAttribute(filterBar, "aria-label", t("filter.label"));
    filters.forEach(({ id, matches }, i) => {
      const button = filterButtons[i];
      if (!button) return;
      setAttribute(button, "aria-pressed", String(filter === filters[i]));
      setText(button, `${t(`filter.${id}`)} ${tasks.filter(matches).length}`);
    });
    setAttribute(list, "aria-label", t("list.label"));
    drawCards(matching);
    isReady = snapshot.status === "ready";
    empty.hidden = matching.length > 0;
    setText(empty, emptyText(snapshot));
    newRequest.hidden = filterBar.hidden = snapshot.status === "gone";
  }

  return {
    element,
    draw,

    /**
     * Scrolls to a request, and opens its comments if `withComments` is true.
     *
     * @param {string} taskId
     * @param {boolean} withComments
     */
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
