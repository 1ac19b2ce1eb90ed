import { useStatus } from "@taskwire/react";
import { post } from "./client.ts";
import { Conversation } from "./conversation.tsx";
import { Requests } from "./requests.tsx";
import { switchLanguage, words } from "./words.ts";

export function Desk({
  boardId,
  name,
  roomId,
}: {
  boardId: string;
  name: string;
  roomId?: string | undefined;
}) {
  const status = useStatus();
  return (
    <>
      <header>
        <h1>{name}</h1>
        <span role="status">{status}</span>
        <button type="button" onClick={switchLanguage}>
          {words.other}
        </button>
        <button type="button" onClick={() => post("/logout")}>
          {words.signOut}
        </button>
      </header>
      <main>
        <Requests boardId={boardId} />
        {roomId && <Conversation boardId={boardId} roomId={roomId} />}
      </main>
    </>
  );
}
