import { createBoard } from "./board.js";
import { createChat } from "./chat.js";
import { h, setAttribute, setText } from "./dom.js";
import { createEventStrip } from "./events.js";
import { t, tOr } from "./i18n.js";
import { createInbox } from "./inbox.js";
import { goLive } from "./live.js";
import { createLogin } from "./login.js";
import { createNotice } from "./notice.js";
import { createPeople } from "./people.js";
import { createSession } from "./session.js";
import { createViews } from "./views.js";

/** The one board of this example. */
const boardId = "vehicle-sales";

/** The one room to talk in. */
const roomId = "showroom";

/** Whom each side is meant for. Anybody may log in on either. */
const roleOf = { left: "ADMIN_LIMITED", right: "ADMIN" };

/**
 * One side of the page: its own login, its own connection, its own view of the board.
 *
 * @param {"left" | "right"} side
 * @param {{ onNews: () => void }} options `onNews`: something happened here
 */
export function createPane(side, { onNews }) {
  const session = createSession(side);
  const notice = createNotice();
  const login = createLogin(session, { role: roleOf[side], onLogin: enter });
  const events = createEventStrip();
  const people = createPeople(session);
  /** @type {import("./live.js").Live | undefined} */
  let live;
  /** @type {ReturnType<typeof createBoard> | undefined} */
  let board;
  /** @type {ReturnType<typeof createChat> | undefined} */
  let chat;
  /** @type {ReturnType<typeof createInbox> | undefined} */
  let inbox;
  /** @type {ReturnType<typeof createViews> | undefined} */
  let views;

  const title = h("h2", { id: `${side}-title` });
  const line = h("p", { class: "pane-line" });
  const status = h("span", { class: "status", role: "status" });
  const name = h("span", { class: "who-name" });
  const role = h("span", { class: "who-role" });
  const peopleButton = h("button", { type: "button", class: "quiet", onclick: people.open });
  const logoutButton = h("button", { type: "button", class: "quiet", onclick: leave });
  const who = h(
    "div",
    { class: "who" },
    h("div", { class: "who-words" }, name, role),
    peopleButton,
    logoutButton,
  );
  const body = h("div", { class: "pane-body" });
  const element = h(
    "section",
    { class: `pane pane-${side}`, "aria-labelledby": title.id },
    h(
      "header",
      { class: "pane-head" },
      h("div", { class: "pane-title" }, title, status),
      line,
      who,
    ),
    notice.element,
    body,
    events.element,
    people.element,
  );

  function enter() {
    notice.clear();
    const connected = goLive(session, boardId);
    live = connected;
    board = createBoard({ ...connected, boardId, side, notice });
    const isShown = () => views?.current === "chat";
    const onUnread = (/** @type {"chat" | "inbox"} */ view) => (/** @type {number} */ count) =>
      views?.count(view, count);
    chat = createChat({
      ...connected,
      boardId,
      roomId,
      notice,
      isShown,
      onUnread: onUnread("chat"),
    });
    inbox = createInbox({ ...connected, notice, show, onUnread: onUnread("inbox") });
    views = createViews(
      { requests: board.element, chat: chat.element, inbox: inbox.element },
      (view) => {
        if (view === "chat") chat?.shown();
      },
    );
    body.replaceChildren(views.bar, views.element);
    connected.store.subscribe(draw);
    connected.store.onEvents((batch) => {
      events.add(batch, connected.store.getSnapshot());
      onNews();
    });
    connected.client.onStatus(draw);
    connected.client.onClose(() => {
      // Closed by the server's word, not by ours: the session doesn't hold any more.
      if (live !== connected) return;
      session.forget();
      leave();
      notice.show(() => t("login.again"));
    });
    draw();
  }

  /** Goes to what a row of the inbox is about. @param {import("@taskwire/core/model").Notification} notification */
  function show({ taskId, roomId, commentId }) {
    if (roomId) return views?.show("chat");
    views?.show("requests");
    if (taskId) board?.show(taskId, commentId !== null);
  }

  function leave() {
    const ended = live;
    live = undefined;
    chat?.close();
    inbox?.close();
    board?.close();
    board = chat = inbox = views = undefined;
    ended?.close();
    session.logout();
    events.clear();
    body.replaceChildren(login.element);
    draw();
  }

  function draw() {
    setText(title, t(`side.${side}`));
    setText(line, t(`side.${side}.line`));
    setText(logoutButton, t("logout"));
    setText(peopleButton, t("people.open"));
    who.hidden = status.hidden = events.element.hidden = !live;
    if (live && board) {
      const snapshot = live.store.getSnapshot();
      const me = live.client.welcome?.user ?? session.user;
      const myRole = snapshot.me?.role ?? me?.role ?? "";
      setText(name, me?.name ?? "");
      setText(role, tOr(`role.${myRole}`, myRole));
      setAttribute(status, "data-status", live.client.status);
      setText(status, t(`status.${live.client.status}`));
      peopleButton.hidden = myRole !== "ADMIN";
      board.draw(snapshot);
    }
    views?.draw();
    chat?.draw();
    inbox?.draw();
    login.draw();
    events.draw();
    people.draw();
    notice.draw();
  }

  if (session.user) enter();
  else body.append(login.element);

  return { element, draw };
}
