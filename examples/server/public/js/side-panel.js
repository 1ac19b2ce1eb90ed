import { createAnnouncer } from "./announcer.js";
import { createBoard } from "./board.js";
import { createChat } from "./chat.js";
import { connect } from "./connection.js";
import { h, setAttribute, setText } from "./dom.js";
import { createDrafts } from "./drafts.js";
import { createErrorBanner } from "./error-banner.js";
import { createEventLog, eventText } from "./event-log.js";
import { t, tOr } from "./i18n.js";
import { createInbox } from "./inbox.js";
import { createLogin } from "./login.js";
import { createPeople } from "./people.js";
import { createSession } from "./session.js";
import { createUndo } from "./undo.js";
import { createViews } from "./views.js";

/** This example's only board. */
const boardId = "vehicle-sales";

/** This example's only chat room. */
const roomId = "showroom";

/** The code with which the server closes the connection of a disabled account. */
const disabledCode = 4403;

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
  const undo = createUndo(errors);
  const announcer = createAnnouncer();
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
  /** @type {ReturnType<typeof createPeople> | undefined} */
  let people;

  const title = h("h2", { id: `${side}-title` });
  const description = h("p", { class: "side-panel-line" });
  const status = h("span", { class: "status", role: "status" });
  const name = h("span", { class: "user-name" });
  const role = h("span", { class: "user-role" });
  const peopleButton = h("button", {
    type: "button",
    class: "quiet",
    onclick: () => people?.open(),
  });
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
    { class: `side-panel side-panel-${side}`, tabindex: -1, "aria-labelledby": title.id },
    h(
      "header",
      { class: "side-panel-head" },
      h("div", { class: "side-panel-title" }, title, status),
      description,
      user,
    ),
    body,
    events.element,
    h("div", { class: "notices" }, errors.element, undo.element),
    announcer.element,
  );

  /** Connects the logged-in person and shows the board. */
  function open() {
    errors.clear();
    const opened = connect(session, boardId);
    const drafts = createDrafts(`${side}.${session.user?.id}`);
    const page = { ...opened, boardId, drafts, errors, undo };
    connection = opened;
    board = createBoard({ ...page, side, lookAgain, logOut });
    people = createPeople(session, drafts);
    element.append(people.element);
    const isVisible = () => views?.current === "chat";
    const onUnread = (/** @type {"chat" | "inbox"} */ view) => (/** @type {number} */ count) => {
      const isMore = views?.setCount(view, count) && views.current !== view;
      if (isMore) announcer.say(t("views.unread", { view: t(`views.${view}`), count }));
    };
    chat = createChat({
      ...page,
      roomId,
      isVisible,
      onUnread: onUnread("chat"),
      lookAgain,
      leave: () => views?.show("requests"),
    });
    inbox = createInbox({ ...page, openSubject, onUnread: onUnread("inbox") });
    views = createViews(
      { requests: board.element, chat: chat.element, inbox: inbox.element },
      (view) => {
        if (view === "chat") chat?.onShow();
      },
    );
    body.replaceChildren(views.bar, views.element);
    opened.store.subscribe(draw);
    opened.store.onEvents((batch) => {
      const snapshot = opened.store.getSnapshot();
      events.add(batch, snapshot);
      for (const event of batch)
        if (!("actor" in event && event.actor === snapshot.me?.id))
          announcer.say(eventText({ event, snapshot }));
      onEvents();
    });
    /** @param {number} [code] */
    const sessionEnded = (code) => {
      // A logout replaces `connection` first. Otherwise the server ended the session.
      if (connection !== opened) return;
      session.forget();
      logOut();
      const isDisabled = code === disabledCode;
      errors.show(() => t(isDisabled ? "error.disabled" : "error.unauthenticated"));
    };
    opened.client.onStatus((status) => (status === "signed out" ? sessionEnded() : draw()));
    opened.client.onClose(({ code }) => sessionEnded(code));
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

  /** Closes everything that belongs to the logged-in person. Unsent texts stay as drafts. */
  function close() {
    const closed = connection;
    connection = undefined;
    chat?.close();
    inbox?.close();
    board?.close();
    people?.element.remove();
    board = chat = inbox = views = people = undefined;
    // A dialog must not act for a person who has left.
    for (const dialog of element.querySelectorAll("dialog")) dialog.close();
    closed?.close();
    undo.clear();
    events.clear();
  }

  /** Connects again, because the person may have been let in again. */
  function lookAgain() {
    const view = views?.current;
    close();
    open();
    if (view) views?.show(view);
  }

  function logOut() {
    close();
    session.logout();
    errors.clear();
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
    people?.draw();
    errors.draw();
  }

  if (session.user) open();
  else body.append(login.element);

  return { element, draw, errors };
}
