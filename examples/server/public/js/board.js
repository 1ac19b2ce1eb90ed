import { createCard } from "./card.js";
import { animateIn, h, keyedList, setAttribute, setText } from "./dom.js";
import { createGone } from "./gone.js";
import { language, t } from "./i18n.js";
import { createNewRequest } from "./new-request.js";
import { once } from "./once.js";
import { createRequestFilter } from "./request-filter.js";
import { createSteadyList } from "./steady-list.js";

/** @typedef {import("./explain.js").Snapshot} Snapshot */
/** @typedef {import("./explain.js").TaskView} TaskView */

/** The number of requests that are drawn at first, and added by each "show more". */
const pageSize = 30;

/**
 * Draws a board as one person sees it: a form for a new request, and the requests.
 *
 * @param {Omit<import("./card.js").CardContext, "taskContext"> & { store: import("./connection.js").Connection["store"], boardId: string, side: "left" | "right", lookAgain: () => void, logOut: () => void }} page
 */
export function createBoard({ store, boardId, side, lookAgain, logOut, ...page }) {
  let limit = pageSize;
  /** Whether the first requests are drawn. Only later ones are animated as new. */
  let isReady = false;
  const drawnIds = new Set();
  /** Requests that were made with this form. They are shown at once. */
  const ownIds = new Set();
  const { errors } = page;
  const redraw = () => draw(store.getSnapshot());

  // The left side is for requesters. Approvers open the form when they need it.
  const newRequest = createNewRequest({
    ...page,
    boardId,
    isOpen: side === "left",
    onCreated(taskId) {
      ownIds.add(taskId);
      redraw();
    },
  });
  const gone = createGone({
    word: "gone.board",
    ways: [
      { word: "gone.again", run: lookAgain },
      { word: "logout", run: logOut },
    ],
  });
  const filter = createRequestFilter(() => {
    startAgain();
    if (filter.isSearching) void searchOn();
  });
  const list = h("div", { class: "cards", role: "region" });
  const loaded = h("p", { class: "list-loaded", role: "status" });
  const empty = h("p", { class: "empty" });
  const more = h("button", { type: "button", class: "quiet", onclick: once(showMore) });
  const region = h("div", { class: "requests" });
  const steady = createSteadyList(region, redraw);
  const bar = h("div", { class: "list-bar" }, filter.search, loaded, steady.button);
  region.append(bar, list, empty, more);
  const requests = h("div", { class: "board" }, newRequest.element, filter.bar, region);
  const element = h("div", { tabindex: -1 }, requests, gone.element);

  /** @type {Map<string, ReturnType<typeof createCard>>} */
  const cards = new Map();
  const drawCards = keyedList(
    list,
    ({ id, task }) => (task ? id : `hidden ${id}`),
    (/** @type {{ id: string, task: TaskView | undefined }} */ { id, task }) => {
      if (!task) return createHidden(cards.get(id)?.element.offsetHeight ?? 0);
      const card = createCard(task, { ...page, snapshot: store.getSnapshot });
      cards.set(id, card);
      if (isReady && !drawnIds.has(id)) animateIn(card.element);
      drawnIds.add(id);
      return {
        element: card.element,
        update({ task }) {
          if (task) card.update(task);
        },
        close: card.close,
      };
    },
    ({ task }) => [task, store.getSnapshot().members, store.getSnapshot().me, language()],
  );

  /** Shows the beginning of another list. */
  function startAgain() {
    limit = pageSize;
    steady.release();
    redraw();
  }

  async function showMore() {
    limit += pageSize;
    await errors.attempt(async () => {
      while (filter.apply(store.getSnapshot()).length < limit && store.getSnapshot().hasMore)
        await store.loadMore();
    });
    redraw();
  }

  // The page searches in what it has, so it loads the rest.
  const searchOn = once(() =>
    errors.attempt(async () => {
      while (filter.isSearching && store.getSnapshot().hasMore) await store.loadMore();
    }),
  );

  /** @param {Snapshot} snapshot @param {number} found */
  function emptyText({ status, tasks, hasMore }, found) {
    if (found > 0) return "";
    if (status === "loading" || (filter.isSearching && hasMore)) return t("list.loading");
    return tasks.length > 0 ? t("list.empty") : t(`list.empty.${side}`);
  }

  /** @param {Snapshot} snapshot */
  function draw(snapshot) {
    const { status, tasks, hasMore } = snapshot;
    requests.hidden = status === "gone";
    gone.draw(status === "gone");
    newRequest.draw();
    filter.draw(snapshot);
    setAttribute(list, "aria-label", t("list.label"));
    const matching = filter.apply(snapshot);
    const byId = new Map(tasks.map((task) => [task.id, task]));
    const ids = steady.arrange(
      matching.slice(0, limit).map(({ id }) => id),
      (id) => ownIds.has(id),
    );
    drawCards(ids.map((id) => ({ id, task: byId.get(id) })));
    isReady = status === "ready";
    const words = emptyText(snapshot, ids.length);
    empty.hidden = words === "";
    setText(empty, words);
    setText(loaded, t(hasMore ? "list.loaded" : "list.all", { count: tasks.length }));
    more.hidden = matching.length <= limit && !hasMore;
    setText(more, t("list.more"));
    steady.stay();
  }

  /** Loads older requests until this one is there. @param {string} taskId */
  async function find(taskId) {
    const index = () => store.getSnapshot().tasks.findIndex(({ id }) => id === taskId);
    while (index() === -1 && store.getSnapshot().hasMore) await store.loadMore();
    return index();
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
    async show(taskId, withComments) {
      let index = -1;
      const isLoaded = await errors.attempt(async () => {
        index = await find(taskId);
      });
      if (!isLoaded) return;
      if (index === -1) return errors.show(() => t("error.not_found"));
      filter.showAll();
      startAgain();
      limit = Math.max(limit, index + 1);
      steady.release();
      redraw();
      cards.get(taskId)?.show(withComments);
    },

    close() {
      for (const card of cards.values()) card.close();
    },
  };
}

/**
 * Creates what stays in the place of a request that the person may not see any more, until nothing
 * under the pointer can move.
 *
 * @param {number} height in px
 */
function createHidden(height) {
  const element = h("p", { class: "card card-hidden" });
  element.style.minHeight = `${height}px`;
  return { element, update: () => setText(element, t("event.hidden")) };
}
