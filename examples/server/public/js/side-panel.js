import { createBoard } from "./board.js";
import { createChat } from "./chat.js";
import { connect } from "./connection.js";
import { h, setAttribute, setText } from "./dom.js";
import { createErrorBanner } from "./error-banner.js";
import { createEventLog } from "./event-log.js";
import { t, tOr } from "./i18n.js";
import { createInbox } from "./inbox.js";
import { createLogin } from "./login.js";
import { createPeople } from "./people.js";
import { createSession } from "./session.js";
import { createViews } from "./views.js";

/** This example's only board. */
const boardId = "vehicle-sales";

/** This example's only chat room. */
const roomId = "showroom";

/** The role of the demo accounts that each side offers. Anybody can log in on either side. */
const demoRoles = { left: "ADMIN_LIMITED", right: "ADMIN" };

/**
 * Creates one side of the page, with its own login, connection and view of the board.
 *
 * @param {"left" | "right"} side
 * @param {{ onEvents: () => void }} options `onEvents`: called when events arrive on this side
 */
export function createSidePanel(side, { onEvents }) {
  const session = createSession(side);
  const errors = createErrorBanner();
  const login = createLogin(session, { role: demoRoles[side], onLogin: open });
  const events = createEventLog();
  const people = createPeople(session);
  /** @type {import("./connection.js").Connection | undefined} */
  let connection;
  /** @type {ReturnType<typeof createBoard> | undefined} */
  let board;
  /** @type {ReturnType<typeof createChat> | undefined} */
  let chat;
  /** @type {ReturnType<typeof createInbox> | undefined} */
  let inbox;
  /** @type {ReturnType<typeof createViews> | undefined} */
  let views;

  const title = h("h2", { id: `${side}-title` });
  const description = h("p", { class: "side-panel-line" });
  const status = h("span", { class: "status", role: "status" });
  const name = h("span", { class: "user-name" });
  const role = h("span", { class: "user-role" });
  const peopleButton = h("button", { type: "button", class: "quiet", onclick: people.open });
  const logoutButton = h("button", { type: "button", class: "quiet", onclick: logOut });
  const user = h(
    "div",
    { class: "user" },
    h("div", { class: "user-words" }, name, role),
    peopleButton,
    logoutButton,
  );
  const body = h("div", { class: "side-panel-body" });
  const element = h(
    "section",
    { class: `side-panel side-panel-${side}`, "aria-labelledby": title.id },
    h(
      "header",
      { class: "side-panel-head" },
      h("div", { class: "side-panel-title" }, title, status),
      description,
      user,
    ),
    errors.element,
    body,
    events.element,
    people.element,
  );

  /** Connects the logged-in person and shows the board. */
  function open() {
    errors.clear();
    const opened = connect(session, boardId);
    connection = opened;
    board = createBoard({ ...opened, boardId, side, errors });
    const isVisible = () => views?.current === "chat";
    const onUnread = (/** @type {"chat" | "inbox"} */ view) => (/** @type {number} */ count) =>
      views?.setCount(view, count);
    chat = createChat({
      ...opened,
      boardId,
      roomId,
      errors,
      isVisible,
      onUnread: onUnread("chat"),
    });
    inbox = createInbox({ ...opened, errors, openSubject, onUnread: onUnread("inbox") });
    views = createViews(
      { requests: board.element, chat: chat.element, inbox: inbox.element },
      (view) => {
        if (view === "chat") chat?.onShow();
      },
    );
    body.replaceChildren(views.bar, views.element);
    opened.store.subscribe(draw);
    opened.store.onEvents((batch) => {
      events.add(batch, opened.store.getSnapshot());
      onEvents();
    });
    opened.client.onStatus(draw);
    opened.client.onClose(() => {
      // A logout replaces `connection` first. Otherwise the server closed it: the session ended.
      if (connection !== opened) return;
      session.forget();
      logOut();
      errors.show(() => t("error.unauthenticated"));
    });
    draw();
  }

  /**
   * Shows the message, comment or request that a notification is about.
   *
   * @param {import("@taskwire/core/model").Notification} notification
   */
  function openSubject({ taskId, roomId, commentId }) {
    if (roomId) return views?.show("chat");
    views?.show("requests");
    if (taskId) board?.show(taskId, commentId !== null);
  }

  function logOut() {
    const closed = connection;
    connection = undefined;
    chat?.close();
    inbox?.close();
    board?.close();
    board = chat = inbox = views = undefined;
    closed?.close();
    session.logout();
    events.clear();
    body.replaceChildren(login.element);
    draw();
  }

  function draw() {
    setText(title, t(`side.${side}`));
    setText(description, t(`side.${side}.line`));
    setText(logoutButton, t("logout"));
    setText(peopleButton, t("people.open"));
    user.hidden = status.hidden = events.element.hidden = !connection;
    if (connection && board) {
      const snapshot = connection.store.getSnapshot();
      const me = connection.client.welcome?.user ?? session.user;
      const myRole = snapshot.me?.role ?? me?.role ?? "";
      setText(name, me?.name ?? "");
      setText(role, tOr(`role.${myRole}`, myRole));
      setAttribute(status, "data-status", connection.client.status);
      setText(status, t(`status.${connection.client.status}`));
      peopleButton.hidden = myRole !== "ADMIN";
      board.draw(snapshot);
    }
    views?.draw();
    chat?.draw();
    inbox?.draw();
    login.draw();
    events.draw();
    people.draw();
    errors.draw();
  }

  if (session.user) open();
  else body.append(login.element);

  return { element, draw };
}
