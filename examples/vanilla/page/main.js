// Both sides of an approval on one page. Each side is one person with a connection of their own.
import { boardStore } from "/client/board/index.js";
import { createClient } from "/client/index.js";
import { h } from "./h.js";
import { logIn } from "./session.js";
import { language, nextLanguage, own, t } from "./words.js";

const boardId = "vehicle-sales";

document.documentElement.lang = language;
document.querySelector("#language")?.replaceChildren(t("otherLanguage"));
document.querySelector("#language")?.addEventListener("click", nextLanguage);
for (const [name, role] of [
  ["sales", "ADMIN_LIMITED"],
  ["approvals", "ADMIN"],
])
  document.querySelector("main")?.append(createSide(name, role));

/** One side: first the people to choose from, then the board as the chosen person sees it. */
function createSide(name, role) {
  const content = h("div");
  const chosen = (person) => content.replaceChildren(createBoard(person, choose));
  async function choose() {
    const all = await (await fetch("/auth/demo")).json();
    const buttons = all
      .filter((person) => person.role === role)
      .map((person) => h("button", { onclick: () => chosen(person) }, person.name));
    content.replaceChildren(h("p", {}, t("who")), h("div", { className: "buttons" }, ...buttons));
  }
  void choose();
  return h("section", { ariaLabel: t(name) }, h("h2", {}, t(name)), content);
}

function createBoard({ name, login, password }, leave) {
  // 1. A client connects by itself, and again after a broken connection.
  const url = new URL("/taskwire", location.origin.replace("http", "ws")).href;
  const client = createClient({ url, token: logIn(login, password) });
  // 2. A store has the board's records, and follows every change.
  const store = boardStore(client, boardId);

  const status = h("span", { role: "status" });
  const problem = h("p", { className: "problem", role: "alert" });
  const cards = h("div", { className: "cards" });
  const events = h("ol", { role: "log", ariaLabel: t("events") });
  const end = () => {
    client.close();
    void leave();
  };

  /** Runs a command, and says in words why it failed. */
  async function run(command) {
    problem.textContent = "";
    try {
      await command();
      return true;
    } catch (error) {
      problem.textContent = t(`error.${error.code}`) ?? t("error");
      return false;
    }
  }

  // 3. The page is drawn from a snapshot. A part that has not changed is the same object as before.
  const drawn = new Map();
  function draw() {
    const { tasks, members, me } = store.getSnapshot();
    status.textContent = t(`status.${client.status}`) ?? client.status;
    const nameOf = (id) => members.find(({ userId }) => userId === id)?.name ?? "…";
    const elements = tasks.map((task) => {
      const last = drawn.get(task.id);
      if (last?.task === task && last.members === members) return last.element;
      const element = createCard(task, { client, run, members, me, nameOf });
      drawn.set(task.id, { task, members, element });
      return element;
    });
    const focused = document.activeElement?.id;
    cards.replaceChildren(...elements);
    if (focused) document.getElementById(focused)?.focus();
  }
  store.subscribe(draw);
  client.onStatus(draw);
  store.onEvents((all) => {
    const { members } = store.getSnapshot();
    for (const { type, actor, data } of all) {
      const who = members.find(({ userId }) => userId === actor)?.name ?? "";
      events.prepend(
        h("li", {}, `${who} ${t(`event.${type}`) ?? type} ${data?.task?.title ?? ""}`),
      );
      events.children[8]?.remove();
    }
  });
  draw();

  return h(
    "div",
    {},
    h("p", {}, `${name} · `, status, " ", h("button", { onclick: end }, t("leave"))),
    problem,
    createForm(client, run),
    cards,
    h("h3", {}, t("events")),
    events,
  );
}

/** The form for a request. All attempts to send it have one key, so it becomes one request. */
function createForm(client, run) {
  let key = client.runtime.id();
  const field = (name) => h("input", { name, required: true, maxLength: 90, autocomplete: "off" });
  const [vehicle, customer] = [field("vehicle"), field("customer")];
  async function submit(event) {
    event.preventDefault();
    const data = { vehicle: vehicle.value.trim(), customer: customer.value.trim(), tradeIn: false };
    const title = `${data.vehicle} — ${data.customer}`;
    const input = { boardId, type: "vehicle_sale", title, data };
    if (!(await run(() => client.tasks.create(input, { key })))) return;
    key = client.runtime.id();
    event.target.reset();
  }
  return h(
    "form",
    { onsubmit: submit },
    h("label", {}, t("vehicle"), vehicle),
    h("label", {}, t("customer"), customer),
    h("button", { className: "primary" }, t("ask")),
  );
}

/** The actions that get a button, if the request's state allows them. */
const actions = ["approve", "reject", "resubmit"];

function createCard(task, { client, run, members, me, nameOf }) {
  const { id: taskId, version, title, state, kind, decision, subtasks, progress } = task;
  const ids = { boardId, taskId };
  const isPossible = (action) =>
    task.available[`task.${action}`]?.rules?.every(
      ({ rule, passed }) => rule !== "state" || passed,
    );
  // 4. A decision names the version that the person saw. The server refuses it if it has changed.
  const act = (action) => {
    const reason = action === "reject" ? prompt(t("reason")) : undefined;
    if (reason === null) return;
    void run(() => client.tasks[action]({ ...ids, version, ...(reason && { reason }) }));
  };
  const done = (subtaskId) => run(() => client.subtasks.complete({ ...ids, subtaskId }));

  // 5. The verdicts come from the same code as on the server: a button says why it can't be used.
  function button(id, label, verdict, onclick) {
    const isAllowed = verdict?.allowed !== false;
    const why = isAllowed ? "" : whyNot(verdict);
    const tip = h("span", { id: `${id}-why`, className: "why" }, why);
    const press = h("button", { id, ariaDisabled: String(!isAllowed), title: why }, label);
    press.onclick = () => isAllowed && onclick();
    press.setAttribute("aria-describedby", tip.id);
    return h("span", {}, press, tip);
  }

  function whyNot({ rule, remedy }) {
    const who = (Array.isArray(remedy) ? remedy.at(-1).by : [])
      .flatMap(({ role }) => members.filter((member) => member.role === role))
      .map((member) => member.name)
      .sort((a, z) => a.localeCompare(z));
    const others =
      rule === "permission" && who.length > 0 ? ` ${t("ask.them")} ${who.join(", ")}.` : "";
    return (t(`why.${rule}`) ?? t("why")) + others;
  }

  const steps = subtasks.map((subtask) => {
    const press = () => done(subtask.id);
    const label = own(subtask.title);
    if (subtask.state === "done") return h("li", { className: "step done" }, `✓ ${label}`);
    const complete = subtask.available["subtask.complete"];
    const id = `${me?.id}-${subtask.id}`;
    return h("li", { className: "step" }, `${label} `, button(id, t("done"), complete, press));
  });
  const buttons = actions
    .filter(isPossible)
    .map((name) =>
      button(`${me?.id}-${name}-${taskId}`, t(name), task.available[`task.${name}`], () =>
        act(name),
      ),
    );
  const decided = decision && `${nameOf(decision.by)}: ${t(decision.action) ?? decision.action}`;
  return h(
    "article",
    { ariaLabel: title, className: `card ${kind}` },
    h("h3", {}, title),
    h(
      "p",
      {},
      h("strong", { className: "state" }, t(`state.${state}`) ?? state),
      ` · ${nameOf(task.requesterId)}`,
    ),
    decision && h("p", {}, decided, decision.reason ? ` “${decision.reason}”` : ""),
    progress.total > 0 && h("p", {}, t("progress", progress)),
    h("ol", {}, ...steps),
    h("div", { className: "buttons" }, ...buttons),
  );
}
