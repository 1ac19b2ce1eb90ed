import { h, keyedList, setAttribute, setText } from "./dom.js";
import { t, tOr } from "./i18n.js";
import { errorText } from "./notice.js";
import { request } from "./server.js";

/** @typedef {{ id: string, login: string, name: string, role: string, disabled: boolean }} Person */

/**
 * The page on which an ADMIN creates people and sets their roles: a dialog over the example's own `/people` routes.
 *
 * @param {import("./session.js").Session} session
 */
export function createPeople(session) {
  /** @type {Person[]} */
  let people = [];
  /** @type {string[]} */
  let roles = [];
  /** @type {(() => string) | undefined} */
  let message;

  const title = h("h3");
  const list = h("ul", { class: "people" });
  const name = h("input", { required: true, maxlength: 100, autocomplete: "off" });
  const login = h("input", {
    required: true,
    maxlength: 64,
    autocomplete: "off",
    autocapitalize: "none",
  });
  const role = h("select");
  const words = { name: h("span"), login: h("span"), role: h("span") };
  const add = h("button", { class: "primary" });
  const form = h(
    "form",
    { class: "people-form", onsubmit: create },
    h("label", { class: "field" }, words.name, name),
    h("label", { class: "field" }, words.login, login),
    h("label", { class: "field" }, words.role, role),
    add,
  );
  const text = h("p", { class: "people-message", role: "status" });
  const secret = h("output", { class: "secret" });
  const close = h("button", { type: "button", class: "quiet", onclick: () => element.close() });
  const element = h(
    "dialog",
    { class: "people-dialog" },
    title,
    list,
    form,
    text,
    secret,
    h("div", { class: "dialog-buttons" }, close),
  );

  /**
   * @param {string} path
   * @param {string} [method]
   * @param {unknown} [body]
   */
  async function call(path, method = "GET", body = undefined) {
    message = undefined;
    secret.value = "";
    try {
      return await request(`/people${path}`, { method, body, token: await session.token() });
    } catch (error) {
      message = () => errorText(error);
      return undefined;
    } finally {
      draw();
    }
  }

  async function load() {
    const answer = await call("");
    if (answer) ({ people, roles } = answer);
    draw();
  }

  /** @param {SubmitEvent} event */
  async function create(event) {
    event.preventDefault();
    const added = await call("", "POST", {
      name: name.value,
      login: login.value,
      role: role.value,
    });
    if (!added) return;
    form.reset();
    people = [...people, added.account];
    message = () => `${t("people.added", added.account)} (${t("people.once")})`;
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
        onclick: () => change(id, { disabled: !isDisabled }),
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
          // One's own role and account are another ADMIN's to change.
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
    setText(words.name, t("people.name"));
    setText(words.login, t("people.login"));
    setText(words.role, t("people.role"));
    setText(add, t("people.add"));
    setText(close, t("close"));
    setText(text, message?.() ?? "");
    secret.hidden = secret.value === "";
    drawRoles(role, role.value || (roles.at(-1) ?? ""));
    drawPeople(people);
  }

  return {
    element,
    draw,

    open() {
      element.showModal();
      void load();
    },
  };
}
