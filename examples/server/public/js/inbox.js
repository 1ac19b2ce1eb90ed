import { inboxStore } from "/client/inbox/index.js";
import { h, keyedList, setAttribute, setText } from "./dom.js";
import { nameOf } from "./explain.js";
import { t, tOr, when } from "./i18n.js";

/** @typedef {import("@taskwire/core/model").Notification} Notification */

/**
 * What somebody is to know of: requests to decide, work to do, mentions.
 *
 * @param {import("./live.js").Live & { notice: import("./notice.js").Notice, show: (notification: Notification) => void, onUnread: (unread: number) => void }} page
 */
export function createInbox({ client, store: board, notice, show, onUnread }) {
  const store = inboxStore(client);
  const readAll = h("button", {
    type: "button",
    class: "quiet small",
    onclick: () => store.readAll().catch(notice.showError),
  });
  const list = h("ul", { class: "inbox-rows" });
  const empty = h("p", { class: "empty" });
  const more = h("button", {
    type: "button",
    class: "quiet",
    onclick: () => store.loadMore().catch(notice.showError),
  });
  const element = h(
    "div",
    { class: "inbox" },
    h("div", { class: "inbox-head" }, readAll),
    list,
    empty,
    more,
  );

  const drawRows = keyedList(
    list,
    (/** @type {Notification} */ { id }) => id,
    (first) => {
      let row = first;
      const words = h("span", { class: "inbox-words" });
      const excerpt = h("q", { class: "inbox-excerpt" });
      const time = h("time");
      const outcome = h("span", { class: "inbox-outcome" });
      const open = () => {
        if (row.state === "open") store.read([row.id]).catch(notice.showError);
        show(row);
      };
      const button = h(
        "button",
        { type: "button", class: "inbox-row", onclick: open },
        words,
        excerpt,
        h("span", { class: "inbox-line" }, time, outcome),
      );
      return {
        element: h("li", {}, button),
        update(next) {
          row = next;
          setAttribute(button, "data-state", row.state);
          setAttribute(button, "data-reason", row.reason);
          setText(words, rowText(row));
          excerpt.hidden = !row.excerpt;
          setText(excerpt, row.excerpt ?? "");
          setText(time, when(row.createdAt));
          setText(outcome, outcomeText(row));
        },
      };
    },
  );

  const personName = (/** @type {string} */ userId) => nameOf(userId, board.getSnapshot());

  /** @param {Notification} row */
  function rowText({ reason, type, actor }) {
    const name = personName(actor);
    return tOr(`inbox.${reason}.${type}`, tOr(`inbox.${reason}`, type, { name }), { name });
  }

  /** @param {Notification} row */
  function outcomeText({ state, resolution, decidedBy }) {
    if (state !== "resolved" || !resolution) return "";
    return tOr(`inbox.${resolution}`, resolution, {
      name: decidedBy === null ? "" : personName(decidedBy),
    });
  }

  function draw() {
    const { notifications, unread, hasMore, status } = store.getSnapshot();
    onUnread(unread);
    drawRows(notifications);
    empty.hidden = notifications.length > 0;
    setText(empty, status === "loading" ? t("list.loading") : t("inbox.empty"));
    readAll.hidden = unread === 0;
    more.hidden = !hasMore;
    setText(readAll, t("inbox.readAll"));
    setText(more, t("inbox.more"));
  }

  store.subscribe(draw);

  return { element, draw, close: store.close };
}
