import { presenceStore } from "/client/presence/index.js";
import { roomStore } from "/client/room/index.js";
import { roomsStore } from "/client/rooms/index.js";
import { h, setText } from "./dom.js";
import { bilingual, t } from "./i18n.js";
import { createThread } from "./thread.js";

/**
 * The one chat room of this example.
 *
 * @param {import("./live.js").Live & { boardId: string, roomId: string, notice: import("./notice.js").Notice, isShown: () => boolean, onUnread: (unread: number) => void }} page
 */
export function createChat({ client, boardId, roomId, notice, isShown, onUnread }) {
  const store = roomStore(client, { boardId, roomId });
  const rooms = roomsStore(client, boardId);
  const presence = presenceStore(client, `room:${roomId}`);
  const title = h("h3", { class: "chat-title" });
  const presentLine = h("p", { class: "chat-present" });
  const typing = h("p", { class: "chat-typing", role: "status" });
  const thread = createThread({
    store,
    notice,
    people,
    placeholder: "chat.placeholder",
    emptyWord: "chat.empty",
    nameOf,
    aside: typing,
    onTyping: () => store.typing(),
  });
  const element = h(
    "div",
    { class: "chat" },
    h("header", { class: "chat-head" }, title, presentLine),
    thread.element,
  );

  /** @param {string} userId */
  function nameOf(userId) {
    return store.getSnapshot().members.find((member) => member.userId === userId)?.name;
  }

  function people() {
    const { members, available } = store.getSnapshot();
    const { groups = {}, aliases } = client.welcome?.mentions ?? {};
    const may = (/** @type {string} */ permission) => available[permission]?.allowed === true;
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
        ...(may("mention.everyone") ? ["everyone"] : []),
        ...(may("mention.here") ? ["here"] : []),
        ...(may("mention.group") ? Object.keys(groups) : []),
      ],
    };
  }

  function draw() {
    const { room, messages, typing: typers } = store.getSnapshot();
    setText(title, bilingual(room?.name ?? "")[0]);
    const { users: here, count } = presence.getSnapshot();
    const present = here ? here.map(({ name }) => name).join(", ") : String(count);
    setText(presentLine, count > 0 ? t("chat.present", { names: present }) : "");
    thread.draw(messages);
    const names = typers.join(t("remedy.or"));
    setText(typing, typers.length > 0 ? t("chat.typing", { names }) : "");
    markRead();
  }

  // What stands on the page in front of somebody is read.
  function markRead() {
    if (isShown() && document.visibilityState === "visible" && thread.isAtEnd())
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
    /** It comes in sight. */
    shown() {
      thread.showEnd();
      markRead();
    },
    close() {
      store.close();
      rooms.close();
      presence.close();
    },
  };
}
