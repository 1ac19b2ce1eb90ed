import { createCard } from "./card.js";
import { animateIn, h, keyedList, setAttribute, setText } from "./dom.js";
import { createGone } from "./gone.js";
import { t } from "./i18n.js";
import { createNewRequest } from "./new-request.js";

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
 * @param {Omit<import("./card.js").CardContext, "taskContext"> & { store: import("./connection.js").Connection["store"], boardId: string, side: "left" | "right", lookAgain: () => void, logOut: () => void }} page
 */
export function createBoard({ store, boardId, side, lookAgain, logOut, ...page }) {
  let filter = filters[0];
  /** Whether the first requests are drawn. Only later ones are animated as new. */
  let isReady = false;
  const drawnIds = new Set();

  // The left side is for requesters. Approvers open the form when they need it.
  const newRequest = createNewRequest({
    ...page,
    boardId,
    isOpen: side === "left",
    onCreated() {},
  });
  const gone = createGone({
    word: "gone.board",
    ways: [
      { word: "gone.again", run: lookAgain },
      { word: "logout", run: logOut },
    ],
  });

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
  const requests = h("div", { class: "board" }, newRequest.element, filterBar, list, empty);
  const element = h("div", {}, requests, gone.element);

  /** @type {Map<string, ReturnType<typeof createCard>>} */
  const cards = new Map();
  const drawCards = keyedList(
    list,
    ({ id }) => id,
    (/** @type {TaskView} */ task) => {
      const card = createCard(task, { ...page, snapshot: store.getSnapshot });
      cards.set(task.id, card);
      if (isReady && !drawnIds.has(task.id)) animateIn(card.element);
      drawnIds.add(task.id);
      return card;
    },
  );

  /** @param {Snapshot} snapshot */
  function emptyText({ status, tasks }) {
    if (status === "loading") return t("list.loading");
    return tasks.length > 0 ? t("list.empty") : t(`list.empty.${side}`);
  }

  /** @param {Snapshot} snapshot */
  function draw(snapshot) {
    const { tasks } = snapshot;
    const matching = tasks.filter((task) => filter?.matches(task));
    requests.hidden = snapshot.status === "gone";
    gone.draw(snapshot.status === "gone");
    newRequest.draw();
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
