/**
 * The script of the page for decision links. It reads the token from the fragment, which no server gets, and shows the
 * request. Only a press of a button sends a vote. All texts become text nodes.
 */
export const script = `"use strict";
const settings = JSON.parse(document.getElementById("settings").textContent);
const main = document.querySelector("main");
const other = document.querySelector("footer button");
const token = location.hash.slice(1);
let language = navigator.language.toLowerCase().startsWith("th") ? "th" : "en";
let view = () => show("loading");
let hasSession = false;
// The code of a bearer link, which its request needs to be shown. It is kept until the page is closed.
let opened = "";

const word = (name, values = {}) =>
  settings.words[language][name].replace(/\\{(\\w+)\\}/g, (_, key) => String(values[key]));
const nameOf = (name) => settings.labels[name]?.[language] ?? settings.labels[name]?.en;

const titleOf = () => settings.title ?? word("decide");

function element(tag, content, properties = {}) {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...[content].flat());
  return made;
}

const row = (...parts) => element("div", parts, { className: "row" });
const paragraph = (text, className = "") => element("p", text, { className });
const button = (text, press, className = "") =>
  element("button", text, { type: "button", onclick: press, className });
const link = (text, href) =>
  element("a", text, { href, target: "_blank", rel: "noopener noreferrer" });

function draw(...parts) {
  main.replaceChildren(...parts);
  document.documentElement.lang = language;
  document.title = titleOf();
  other.textContent = word("other");
}

function say(next) {
  view = next;
  view();
}

const show = (name) => draw(paragraph(word(name)));
const retry = () => row(button(word("again"), load));
const failed = (name) => say(() => draw(paragraph(word(name), "bad"), retry()));

const dead = () =>
  say(() => {
    const canSignIn = settings.signIn && !hasSession;
    draw(
      paragraph(word("dead")),
      row(...(canSignIn ? [link(word("signIn"), settings.signIn)] : []), button(word("again"), load)),
    );
  });

async function post(what, body) {
  const headers = { "Content-Type": "application/json" };
  const session = settings.session ? await import(settings.session) : undefined;
  const access = await session?.accessToken();
  hasSession = access !== undefined;
  if (hasSession) headers.Authorization = "Bearer " + access;
  const response = await fetch(settings.api + "/links/" + what, {
    method: "POST",
    headers,
    body: JSON.stringify({ token, ...body }),
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
  });
  return { status: response.status, answer: await response.json().catch(() => ({})) };
}

const labelOf = (field) =>
  nameOf(field) ?? settings.words[language][field] ?? field.replace(/^data\\./, "");

function valueOf(value) {
  if (typeof value === "boolean") return word(value ? "yes" : "no");
  if (typeof value === "number") return value.toLocaleString(language);
  return typeof value === "string" ? value : JSON.stringify(value);
}

const kinds = { for: "approve", against: "reject", return: "return" };

function actionName({ name, vote }) {
  const known = kinds[vote] ?? (name === "approve" || name === "reject" ? name : undefined);
  return nameOf(name) ?? (known ? word(known) : name);
}

function facts(shown) {
  const data = typeof shown.data === "object" && shown.data !== null ? shown.data : {};
  const entries = Object.entries(data).filter(([, value]) => value !== null && value !== "");
  const list = entries.flatMap(([field, value]) => [
    element("dt", labelOf("data." + field)),
    element("dd", valueOf(value)),
  ]);
  return [
    element("h1", shown.title),
    ...(shown.description ? [paragraph(shown.description)] : []),
    ...(list.length > 0 ? [element("dl", list)] : []),
    paragraph(word(shown.for === null ? "as" : "for", shown), "soft"),
  ];
}

function changed(shown) {
  const fields = shown.changed.map(labelOf).join(", ");
  const address = settings.task
    ?.replace(":boardId", encodeURIComponent(shown.boardId))
    .replace(":taskId", encodeURIComponent(shown.taskId));
  draw(
    ...facts(shown),
    element("p", word("changed", { fields }), { className: "bad", role: "alert" }),
    ...(address ? [row(link(word("open"), address))] : []),
  );
}

const codeField = () =>
  element("input", [], { inputMode: "numeric", autocomplete: "off", maxLength: 20 });

function lock(problem) {
  const code = codeField();
  const note = element("p", problem, { className: "bad", role: "alert" });
  const press = () => {
    opened = code.value.trim();
    if (opened !== "") return load();
    note.textContent = word("needsCode");
    code.focus();
  };
  draw(
    element("h1", titleOf()),
    element("label", [word("code"), code]),
    note,
    row(button(word("view"), press, "first")),
  );
}

const askCode = (problem = () => "") => say(() => lock(problem()));

function question(shown, typed, problem) {
  const takesReason = shown.actions.some(({ reason }) => reason !== "none");
  const needing = shown.actions.filter(({ reason }) => reason === "required").map(actionName);
  const reasonLabel = needing.length > 0 ? word("reasonFor", { actions: needing.join(", ") }) : word("reason");
  const takesCode = shown.needsCode && opened === "";
  const code = codeField();
  const reason = element("textarea", [], { rows: 3 });
  code.value = typed.code;
  reason.value = typed.reason;
  const note = element("p", problem, { className: "bad", role: "alert" });
  const buttons = shown.actions.map((action, i) =>
    button(
      actionName(action),
      () => {
        typed.code = code.value.trim();
        typed.reason = reason.value.trim();
        const missing =
          takesCode && typed.code === ""
            ? ["needsCode", code]
            : action.reason === "required" && typed.reason === ""
              ? ["needsReason", reason]
              : undefined;
        if (missing) {
          note.textContent = word(missing[0]);
          return missing[1].focus();
        }
        for (const one of buttons) one.disabled = true;
        void use(shown, action, typed);
      },
      i === 0 ? "first" : "",
    ),
  );
  draw(
    ...facts(shown),
    ...(takesCode ? [element("label", [word("code"), code])] : []),
    ...(takesReason ? [element("label", [reasonLabel, reason])] : []),
    note,
    row(...buttons),
  );
}

const ask = (shown, typed, problem = () => "") => say(() => question(shown, typed, problem()));

async function use(shown, action, typed) {
  const text = action.reason !== "none" && typed.reason !== "" ? { reason: typed.reason } : {};
  const code = shown.needsCode ? { code: opened || typed.code } : {};
  const { version } = shown;
  const result = await post("use", { action: action.name, version, ...code, ...text }).catch(() => undefined);
  if (!result) return ask(shown, typed, () => word("offline"));
  const { status, answer } = result;
  if (answer.outcome === "done") return done(shown, answer);
  if (answer.outcome === "wrong_code") {
    typed.code = "";
    return answer.left > 0 ? ask(shown, typed, () => word("wrong", answer)) : dead();
  }
  if (answer.details?.rule === "content") return load();
  if (status === 404) return dead();
  ask(shown, typed, () => (status === 429 ? word("busy") : word("failed") + " " + (answer.detail ?? "")));
}

const done = (shown, { action, at }) =>
  say(() => {
    const taken = shown.actions.find(({ name }) => name === action) ?? { name: action };
    const time = new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
    const text = word("done", { action: actionName(taken), time });
    draw(
      element("h1", shown.title),
      element("p", text, { role: "status" }),
      paragraph(word("closing"), "soft"),
    );
  });

async function load() {
  say(() => show("loading"));
  if (token === "") return dead();
  const result = await post("show", opened === "" ? {} : { code: opened }).catch(() => undefined);
  if (!result) return failed("offline");
  const { status, answer } = result;
  if (status === 429) return failed("busy");
  if (status !== 200) return status >= 500 ? failed("failed") : dead();
  const { outcome, left, link: shown } = answer;
  if (outcome !== "shown") {
    opened = "";
    if (outcome === "needs_code") return askCode();
    return left > 0 ? askCode(() => word("wrong", { left })) : dead();
  }
  if (shown.changed.length > 0) return say(() => changed(shown));
  ask(shown, { code: "", reason: "" });
}

other.onclick = () => {
  language = language === "th" ? "en" : "th";
  view();
};
addEventListener("hashchange", () => location.reload());
void load();
`;
