import { createClient } from "@taskwire/client";
import { boardStore } from "@taskwire/client/board";
import { inboxStore } from "@taskwire/client/inbox";
import { roomStore } from "@taskwire/client/room";
import { renderParts } from "@taskwire/core/mentions";
import type { DemoServer } from "./demo-server.ts";
import { element } from "./elements.ts";
import { lineTo } from "./in-page-socket.ts";

/** One person's side of the demo: an ordinary client with its stores, and an ordinary page that draws them. */
export function side(server: DemoServer, userId: string, title: string): HTMLElement {
  const { taskwire, boardId, roomId } = server;
  const line = lineTo(taskwire.sessions);
  const client = createClient<typeof taskwire>({
    url: "ws://this.page/taskwire",
    token: () => userId,
    WebSocket: line.Socket,
  });
  const board = boardStore(client, boardId);
  const room = roomStore(client, { boardId, roomId });
  const inbox = inboxStore(client);

  const say = element("p", { class: "demo-error", role: "alert" });
  const attempt = async (doing: Promise<unknown>): Promise<void> => {
    say.textContent = "";
    await doing.catch((error: Error) => {
      say.textContent = error.message;
    });
  };

  const request = element("input", {
    "aria-label": "What do you ask for?",
    placeholder: "Sell the blue one",
    name: "title",
  });
  const ask = element(
    "form",
    { class: "demo-form" },
    request,
    element("button", { type: "submit" }, "Ask for approval"),
  );
  ask.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(client.tasks.create({ boardId, title: request.value || request.placeholder }));
    request.value = "";
  });

  const tasks = element("div", { class: "demo-tasks" });
  board.subscribe(() => {
    tasks.replaceChildren(...board.getSnapshot().tasks.map(card));
  });

  function whyNot({ available }: Shown): string {
    const verdict = available["task.approve"];
    return verdict?.allowed === false ? verdict.message : "";
  }

  type Shown = ReturnType<typeof board.getSnapshot>["tasks"][number];
  function card(task: Shown): HTMLElement {
    const on = { boardId, taskId: task.id };
    const act = (
      label: string,
      permission: "task.approve" | "task.reject",
      run: () => Promise<unknown>,
    ) => {
      const verdict = task.available[permission];
      if (!verdict) return undefined;
      const isAllowed = verdict.allowed === true;
      const why = verdict.allowed === false ? verdict.message : "";
      return element(
        "button",
        { type: "button", disabled: !isAllowed, title: why, click: () => void attempt(run()) },
        label,
      );
    };
    const steps = task.subtasks.map((step) =>
      element(
        "li",
        { class: step.state },
        step.title,
        step.available["subtask.complete"]?.allowed === true &&
          element(
            "button",
            {
              type: "button",
              click: () => void attempt(client.subtasks.complete({ ...on, subtaskId: step.id })),
            },
            "Done",
          ),
      ),
    );
    return element(
      "article",
      { "aria-label": task.title, class: `demo-card ${task.state}` },
      element(
        "header",
        {},
        element("strong", {}, task.title),
        element("span", { class: "state" }, task.state),
      ),
      steps.length > 0 && element("ol", {}, ...steps),
      task.state === "pending" && element("p", { class: "demo-why" }, whyNot(task)),
      task.state === "pending" &&
        element(
          "footer",
          {},
          act("Approve", "task.approve", () =>
            client.tasks.approve({ ...on, version: task.version }),
          ),
          act("Reject", "task.reject", () =>
            client.tasks.reject({ ...on, version: task.version, reason: "Not today" }),
          ),
        ),
    );
  }

  const messages = element("ol", { class: "demo-messages", "aria-label": "Messages" });
  const text = element("input", {
    "aria-label": "Message",
    placeholder: userId === "dao" ? "ขอให้@เล็กเตรียมกุญแจครับ" : "Which keys, @dao?",
  });
  const chat = element(
    "form",
    { class: "demo-form" },
    text,
    element("button", { type: "submit" }, "Send"),
  );
  chat.addEventListener("submit", (event) => {
    event.preventDefault();
    room.post(text.value || text.placeholder);
    text.value = "";
  });
  room.subscribe(() => {
    const shown = room
      .getSnapshot()
      .messages.map((message) =>
        element(
          "li",
          { class: `${message.isMine ? "mine" : ""} ${message.state}` },
          element("strong", {}, message.author),
          " ",
          ...renderParts(message.text, message.mentions).map((part) =>
            part.type === "mention" ? element("mark", {}, part.text) : part.text,
          ),
          message.state === "sending" && element("em", {}, " waits for the connection"),
        ),
      );
    messages.replaceChildren(...shown);
    messages.scrollTop = messages.scrollHeight;
  });

  const unread = element("span", { class: "demo-unread" });
  inbox.subscribe(() => {
    const { unread: count, notifications } = inbox.getSnapshot();
    unread.textContent = `${count} unread`;
    unread.title = notifications.map(({ reason, state }) => `${reason}: ${state}`).join("\n");
  });

  const status = element("span", { class: "demo-status" });
  const offline = element("button", { type: "button", "aria-pressed": "false" }, "Go offline");
  offline.addEventListener("click", () => {
    const isOffline = offline.getAttribute("aria-pressed") === "false";
    offline.setAttribute("aria-pressed", String(isOffline));
    offline.textContent = isOffline ? "Come back" : "Go offline";
    if (isOffline) return line.cut();
    line.restore();
    client.reconnect();
  });
  client.onStatus((now) => {
    status.textContent = now;
    status.dataset.status = now;
  });

  return element(
    "section",
    { class: "demo-side", "aria-label": title },
    element("header", {}, element("h2", {}, title), unread, status, offline),
    ask,
    say,
    tasks,
    element("h3", {}, "Showroom"),
    messages,
    chat,
  );
}
