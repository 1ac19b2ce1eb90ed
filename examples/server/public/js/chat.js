import { presenceStore } from "/client/presence/index.js";
import { roomStore } from "/client/room/index.js";
import { roomsStore } from "/client/rooms/index.js";
import { createConversation } from "./conversation.js";
import { h, setText } from "./dom.js";
import { createFaces } from "./faces.js";
import { createGone } from "./gone.js";
import { bilingual, language, t } from "./i18n.js";

/** The number of people whose names are shown while they type. */
const maxTypists = 2;

/**
 * Creates the view of this example's only chat room. It marks messages as read when they are
 * visible.
 *
 * @param {import("./connection.js").Connection & { boardId: string, roomId: string, drafts: import("./drafts.js").Drafts, errors: import("./error-banner.js").ErrorBanner, isVisible: () => boolean, onUnread: (unread: number) => void, lookAgain: () => void, leave: () => void }} page
 */
export function createChat({
  client,
  boardId,
  roomId,
  drafts,
  errors,
  isVisible,
  onUnread,
  lookAgain,
  leave,
}) {
  const store = roomStore(client, { boardId, roomId });
  const rooms = roomsStore(client, boardId);
  const presence = presenceStore(client, `room:${roomId}`);
  const title = h("h3", { class: "chat-title" });
  const faces = createFaces();
  const typing = h("p", { class: "chat-typing", role: "status" });
  const conversation = createConversation({
    place: `room.${roomId}`,
    drafts,
    store,
    errors,
    mentionable,
    placeholder: "chat.placeholder",
    emptyText: "chat.empty",
    label: "views.chat",
    nameOf,
    members: () => store.getSnapshot().members,
    belowPosts: typing,
    onTyping: () => store.typing(),
  });
  const gone = createGone({
    word: "gone.room",
    ways: [
      { word: "gone.again", run: lookAgain },
      { word: "gone.requests", run: leave },
    ],
  });
  const head = h("header", { class: "chat-head" }, title, faces.element);
  const element = h("div", { class: "chat" }, head, conversation.element, gone.element);

  /** @type {readonly unknown[]} */
  let drawnParts = [];

  /** @param {string} userId */
  function nameOf(userId) {
    return store.getSnapshot().members.find((member) => member.userId === userId)?.name;
  }

  /** Returns the people and groups that can be mentioned in the room. */
  function mentionable() {
    const { members, me } = store.getSnapshot();
    const { roles, mentions = {} } = client.welcome ?? {};
    const { groups = {}, aliases } = mentions;
    const grants = roles?.roles[me?.role ?? ""] ?? {};
    return {
      entries: [
        ...members.map(({ userId, name, handle }) =>
          handle === null ? { id: userId, handle: name } : { id: userId, handle, names: [name] },
        ),
        ...Object.entries(groups).map(([id, { names = [] }]) => ({
          kind: /** @type {const} */ ("group"),
          id,
          handle: id,
          names,
        })),
      ],
      ...(aliases && { aliases }),
      groups: [
        ...(grants["mention.everyone"] === true ? ["everyone"] : []),
        ...(grants["mention.here"] === true ? ["here"] : []),
        ...(grants["mention.group"] === true ? Object.keys(groups) : []),
      ],
    };
  }

  function draw() {
    const snapshot = store.getSnapshot();
    const { room, messages, members, me, hasOlder, typing: typingNames, status } = snapshot;
    const isGone = status === "gone";
    head.hidden = conversation.element.hidden = isGone;
    gone.draw(isGone);
    setText(title, bilingual(room?.name ?? "")[0]);
    const { users, count } = presence.getSnapshot();
    faces.draw(users?.map(({ name }) => name) ?? [], count);
    // A typing signal changes one line, and nothing of the messages.
    const parts = [messages, members, me, hasOlder, status, language()];
    if (parts.some((part, i) => part !== drawnParts[i])) conversation.draw(messages);
    drawnParts = parts;
    setText(typing, typingText(typingNames));
    markRead();
  }

  /** @param {readonly string[]} names */
  function typingText(names) {
    if (names.length === 0) return "";
    const some = names.slice(0, maxTypists).join(", ");
    const others = names.length - maxTypists;
    if (others > 0) return t("chat.typing.others", { names: some, count: others });
    return t(names.length === 1 ? "chat.typing" : "chat.typing.several", { names: some });
  }

  /** Marks the newest message as read if the person can see it now. */
  function markRead() {
    if (isVisible() && document.visibilityState === "visible" && conversation.isAtEnd())
      store.read().catch(() => {});
  }

  store.subscribe(draw);
  presence.subscribe(draw);
  rooms.subscribe(() => {
    const mine = rooms.getSnapshot().rooms.find(({ room }) => room.id === roomId);
    onUnread(mine?.unread ?? 0);
  });

  return {
    element,
    draw,
    /** Call when the view becomes visible. */
    onShow() {
      conversation.scrollToEnd();
      markRead();
    },
    close() {
      store.close();
      rooms.close();
      presence.close();
    },
  };
}
