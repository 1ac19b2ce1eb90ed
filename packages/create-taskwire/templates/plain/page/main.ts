import { people } from "../src/people.ts";
import { client, post } from "./client.ts";
import { conversation } from "./conversation.ts";
import { element } from "./element.ts";
import { requests } from "./requests.ts";
import { switchLanguage, words } from "./words.ts";

const app = document.querySelector("#app") ?? document.body;
const language = () => element("button", { type: "button", click: switchLanguage }, words.other);

client.onStatus((status) => {
  if (status !== "signed out") return;
  const choices = people.map(({ id, name }) =>
    element("button", { type: "button", click: () => void post(`/login/${id}`) }, name),
  );
  app.replaceChildren(
    element("header", {}, element("h1", {}, words.signIn), language()),
    element("footer", {}, ...choices),
  );
});

const [board] = (await client.boards.list()).boards;
if (!board) throw new Error("This person is on no board.");
const [room] = (await client.rooms.list({ boardId: board.id })).rooms;

const status = element("span", { role: "status" });
client.onStatus((now) => {
  status.textContent = now;
});
const signOut = () => void post("/logout");
app.replaceChildren(
  element(
    "header",
    {},
    element("h1", {}, board.name),
    status,
    language(),
    element("button", { type: "button", click: signOut }, words.signOut),
  ),
  element("main", {}, requests(board.id), room && conversation(board.id, room.room.id)),
);
