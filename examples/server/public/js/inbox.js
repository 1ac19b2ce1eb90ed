import { inboxStore } from "/client/inbox/index.js";
import { h, keyedList, setAttribute, setText } from "./dom.js";
import { nameOf } from "./explain.js";
import { t, tOr, when } from "./i18n.js";
import { once } from "./once.js";
import { createSteadyList } from "./steady-list.js";

/** @typedef {import("@taskwire/core/model").Notification} Notification */

/**
 * Creates the list of a person's notifications: requests to decide, work to do, mentions, replies.
 *
 * @param {import("./connection.js").Connection & { errors: import("./error-banner.js").ErrorBanner, openSubject: (notification: Notification) => void, onUnread: (unread: number) => void }} page
 */
export function createInbox({ client, store: board, errors, openSubject, onUnread }) {
  const store = inboxStore(client);
  const readAll = h("button", {
    type: "button",
    class: "quiet small",
    onclick: once(() => errors.attempt(() => store.readAll())),
  });
  const list = h("ul", { class: "inbox-list" });
  const empty = h("p", { class: "empty" });
  const more = h("button", {
    type: "button",
    class: "quiet",
    onclick: once(() => errors.attempt(store.loadMore)),
  });
  const element = h("div", { class: "inbox", tabindex: -1 });
  const steady = createSteadyList(element, draw);
  element.append(
    h("div", { class: "list-bar inbox-head" }, readAll, steady.button),
    list,
    empty,
    more,
  );

  const drawNotifications = keyedList(
    list,
    (/** @type {Notification} */ { id }) => id,
    (initial) => {
      let notification = initial;
      const text = h("span", { class: "inbox-words" });
      const excerpt = h("q", { class: "inbox-excerpt" });
      const time = h("time");
      const resolution = h("span", { class: "inbox-resolution" });
      const open = () => {
        if (notification.state === "open") void errors.attempt(() => store.read([notification.id]));
        openSubject(notification);
      };
      const button = h(
        "button",
        { type: "button", class: "inbox-notification", "data-id": initial.id, onclick: open },
        text,
        excerpt,
        h("span", { class: "inbox-line" }, time, resolution),
      );
      return {
        element: h("li", {}, button),
        update(next) {
          notification = next;
          setAttribute(button, "data-state", next.state);
          setAttribute(button, "data-reason", next.reason);
          setText(text, notificationText(next));
          excerpt.hidden = !next.excerpt;
          setText(excerpt, next.excerpt ?? "");
          setText(time, when(next.createdAt));
          setText(resolution, resolutionText(next));
        },
      };
    },
  );

  const personName = (/** @type {string} */ userId) => nameOf(userId, board.getSnapshot());

  /** @param {Notification} notification */
  function notificationText({ reason, type, actor }) {
    const name = personName(actor);
    return tOr(`inbox.${reason}.${type}`, tOr(`inbox.${reason}`, t("inbox.other"), { name }), {
      name,
    });
  }

  /** @param {Notification} notification */
  function resolutionText({ state, resolution, decidedBy }) {
    if (state !== "resolved" || !resolution) return "";
    return tOr(`inbox.${resolution}`, "", {
      name: decidedBy === null ? "" : personName(decidedBy),
    });
  }

  function draw() {
    const { notifications, unread, hasMore, status } = store.getSnapshot();
    onUnread(unread);
    const byId = new Map(notifications.map((one) => [one.id, one]));
    const shown = steady.arrange(notifications.map(({ id }) => id));
    drawNotifications(
      shown.flatMap((id) => {
        const notification = byId.get(id);
        return notification ? [notification] : [];
      }),
    );
    steady.stay();
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
