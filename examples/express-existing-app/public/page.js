import { boardStore } from "/client/board/index.js";
import { createClient, TaskwireError } from "/client/index.js";

const find = (selector) => document.querySelector(selector);
const send = (path, body) =>
  fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

const client = createClient({
  url: `${location.origin.replace("http", "ws")}/taskwire`,
  async token() {
    const response = await fetch("/session/token", { method: "POST" });
    if (response.status === 401) throw new TaskwireError("unauthenticated", "Log in again.");
    return response.text();
  },
});

client.onStatus((status) => {
  find("#login").hidden = status !== "signed out";
  find("main").hidden = status === "signed out";
});

find("#login").onsubmit = async (event) => {
  event.preventDefault();
  const response = await send("/login", Object.fromEntries(new FormData(event.target)));
  if (response.ok) location.reload();
  else find("[role=alert]").textContent = "Wrong name or password · ชื่อหรือรหัสผ่านไม่ถูกต้อง";
};
find("#logout").onclick = () => send("/logout").then(() => location.reload());
find("#order").onsubmit = async (event) => {
  event.preventDefault();
  await send("/orders", { item: event.target.item.value });
  event.target.reset();
};

const [{ id: boardId }] = (await client.boards.list()).boards;
const board = boardStore(client, boardId);
board.subscribe(() => find("ul").replaceChildren(...board.getSnapshot().tasks.map(line)));

function line({ id: taskId, title, state, version, available }) {
  const item = Object.assign(document.createElement("li"), { textContent: `${title}: ${state} ` });
  const button = Object.assign(document.createElement("button"), { textContent: "Approve · อนุมัติ" });
  button.onclick = () => client.tasks.approve({ boardId, taskId, version });
  if (available["task.approve"]?.allowed === true) item.append(button);
  return item;
}
