import { renderParts } from "@taskwire/client/mentions";
import { useInbox, useRoom } from "@taskwire/react";
import { TextForm } from "./text-form.tsx";
import { words } from "./words.ts";

/** A room of a board, live, with the number of unread notifications of the person. */
export function Conversation({ boardId, roomId }: { boardId: string; roomId: string }) {
  const { messages, store } = useRoom({ boardId, roomId });
  const unread = useInbox((inbox) => inbox.unread);
  return (
    <section>
      <h2>
        {words.conversation} · {unread} {words.unread}
      </h2>
      <ol className="messages">
        {messages.map(({ id, author, text, mentions, state }) => (
          <li key={id} className={state}>
            <strong>{author}</strong>{" "}
            {renderParts(text, mentions).map((part, i) =>
              part.type === "mention" ? <mark key={i}>{part.text}</mark> : part.text,
            )}
          </li>
        ))}
      </ol>
      <TextForm label={words.message} button={words.send} send={(text) => store.post(text)} />
    </section>
  );
}
