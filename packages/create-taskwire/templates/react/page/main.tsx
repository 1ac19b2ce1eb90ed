import { TaskwireProvider } from "@taskwire/react";
import { createRoot } from "react-dom/client";
import type { Taskwire } from "../src/taskwire.ts";
import { client } from "./client.ts";
import { Desk } from "./desk.tsx";
import { SignIn } from "./sign-in.tsx";

declare module "@taskwire/react" {
  interface Register {
    readonly app: Taskwire;
  }
}

const root = createRoot(document.querySelector("#app") ?? document.body);
client.onStatus((status) => {
  if (status === "signed out") root.render(<SignIn />);
});

const [board] = (await client.boards.list()).boards;
if (!board) throw new Error("This person is on no board.");
const [room] = (await client.rooms.list({ boardId: board.id })).rooms;
root.render(
  <TaskwireProvider client={client}>
    <Desk boardId={board.id} name={board.name} roomId={room?.room.id} />
  </TaskwireProvider>,
);
