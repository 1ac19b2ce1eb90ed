import { inboxStore } from "@taskwire/client/inbox";
import { renderParts } from "@taskwire/client/mentions";
import { roomStore } from "@taskwire/client/room";
import { client } from "./client.ts";
import { element, textForm } from "./element.ts";
import { words } from "./words.ts";

/** A room of a board, live, with the number of unread notifications of the person. */
export function conversation(boardId: string, roomId: string): HTMLElement {
  const room = roomStore(client, { boardId, roomId });
  const inbox = inboxStore(client);

  const list = element("ol", { class: "messages" });
  room.subscribe(() => {
    const lines = room.getSnapshot().messages.map(({ author, text, mentions, state }) => {
      const parts = renderParts(text, mentions).map((part) =>
        part.type === "mention" ? element("mark", {}, part.text) : part.text,
      );
      return element("li", { class: state }, element("strong", {}, author), " ", ...parts);
    });
    list.replaceChildren(...lines);
    list.scrollTop = list.scrollHeight;
  });

  const unread = element("span", {});
  inbox.subscribe(() => {
    unread.textContent = ` · ${inbox.getSnapshot().unread} ${words.unread}`;
  });
  return element(
    "section",
    {},
    element("h2", {}, words.conversation, unread),
    list,
    textForm(words.message, words.send, (text) => void room.post(text)),
  );
}
