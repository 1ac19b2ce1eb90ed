import { h, keyedList, setAttribute, setText } from "./dom.js";
import { errorText } from "./error-text.js";
import { createForm } from "./form.js";
import { t, tOr } from "./i18n.js";
import { once } from "./once.js";
import { request } from "./server.js";

/** @typedef {{ id: string, login: string, name: string, role: string, disabled: boolean }} Person */

/**
 * Creates the dialog in which an ADMIN adds people and changes their roles, with the `/people`
 * routes.
 *
 * @param {import("./session.js").Session} session
 * @param {import("./drafts.js").Drafts} drafts
 */
export function createPeople(session, drafts) {
  /** @type {Person[]} */
  let people = [];
  /** @type {string[]} */
  let roles = [];
  /** @type {(() => string) | undefined} */
  let message;

  const title = h("h3");
  const list = h("ul", { class: "people" });
  const name = h("input", { name: "name", required: true, maxlength: 100, autocomplete: "off" });
  const login = h("input", {
    name: "login",
    required: true,
    maxlength: 64,
    autocomplete: "off",
    autocapitalize: "none",
  });
  const role = h("select", { name: "role" });
  const labels = { name: h("span"), login: h("span"), role: h("span") };
  const add = h("button", { class: "primary" });
  /** @type {import("./drafts.js").Draft<import("./form.js").FormDraft>} */
  const draft = drafts.at("people");
  const form = createForm({
    className: "people-form",
    draft,
    fields: [
      h("label", { class: "field" }, labels.name, name),
      h("label", { class: "field" }, labels.login, login),
      h("label", { class: "field" }, labels.role, role),
    ],
    submit: add,
    // These routes have no idempotency keys. A login can be taken only once.
    newKey: () => "",
    run: create,
  });
  const messageLine = h("p", { class: "people-message", role: "status" });
  const secret = h("output", { class: "secret" });
  const close = h("button", { type: "button", class: "quiet", onclick: () => element.close() });
  const element = h(
    "dialog",
    { class: "people-dialog" },
    title,
    list,
    form.element,
    messageLine,
    secret,
    h("div", { class: "dialog-buttons" }, close),
  );

  /**
   * @param {string} path
   * @param {string} [method]
   * @param {unknown} [body]
   */
  const send = async (path, method = "GET", body = undefined) =>
    request(`/people${path}`, { method, body, token: await session.token() });

  /** Sends a request, and shows the error if it fails. @type {typeof send} */
  async function call(...parameters) {
    try {
      const result = await send(...parameters);
      if (secret.value === "") message = undefined;
      return result;
    } catch (error) {
      message = () => errorText(error);
      return undefined;
    } finally {
      draw();
    }
  }

  async function load() {
    const result = await call("");
    if (result) ({ people, roles } = result);
    draw();
  }

  async function create() {
    const added = await send("", "POST", {
      name: name.value,
      login: login.value,
      role: role.value,
    });
    people = [...people, added.account];
    message = () => t("people.added", added.account);
    secret.value = added.password;
    draw();
  }

  /**
   * @param {string} id
   * @param {{ role?: string, disabled?: boolean }} values
   */
  async function change(id, values) {
    const changed = await call(`/${id}`, "PATCH", values);
    if (changed) people = people.map((person) => (person.id === id ? changed : person));
    draw();
  }

  const drawPeople = keyedList(
    list,
    ({ id }) => id,
    (/** @type {Person} */ { id }) => {
      let isDisabled = false;
      const personName = h("span", { class: "person-name" });
      const personLogin = h("span", { class: "person-login" });
      const personRole = h("select", { onchange: () => change(id, { role: personRole.value }) });
      const toggle = h("button", {
        type: "button",
        class: "small quiet",
        onclick: once(() => change(id, { disabled: !isDisabled })),
      });
      const row = h(
        "li",
        { class: "person" },
        h("div", {}, personName, personLogin),
        personRole,
        toggle,
      );
      return {
        element: row,
        update(/** @type {Person} */ person) {
          isDisabled = person.disabled;
          setText(personName, person.name);
          setText(personLogin, person.login);
          drawRoles(personRole, person.role);
          setAttribute(personRole, "aria-label", t("people.roleOf", { name: person.name }));
          setText(toggle, t(isDisabled ? "people.enable" : "people.disable"));
          setAttribute(row, "data-disabled", isDisabled);
          // The server refuses changes of one's own account.
          personRole.disabled = toggle.disabled = id === session.user?.id;
        },
      };
    },
  );

  /**
   * @param {HTMLSelectElement} select
   * @param {string} value
   */
  function drawRoles(select, value) {
    if (select.options.length !== roles.length)
      select.replaceChildren(...roles.map((id) => h("option", { value: id })));
    for (const option of select.options) setText(option, tOr(`role.${option.value}`, option.value));
    select.value = value;
  }

  function draw() {
    setText(title, t("people.title"));
    setText(labels.name, t("people.name"));
    setText(labels.login, t("people.login"));
    setText(labels.role, t("people.role"));
    setText(add, t("people.add"));
    setText(close, t("close"));
    setText(messageLine, message?.() ?? "");
    secret.hidden = secret.value === "";
    drawRoles(role, role.value || String(draft.read()?.values.role ?? roles.at(-1) ?? ""));
    drawPeople(people);
    form.draw();
  }

  // The password is shown only once: until the dialog is closed.
  element.addEventListener("close", () => {
    message = undefined;
    secret.value = "";
    draw();
  });

  return {
    element,
    draw,

    open() {
      element.showModal();
      void load();
    },
  };
}
