import { h, keyedList, newId, setAttribute, setText } from "./dom.js";
import { t, tOr } from "./i18n.js";
import { errorText } from "./notice.js";
import { request } from "./server.js";

/** @typedef {{ login: string, name: string, role: string, password: string }} DemoAccount */

/** @type {Promise<DemoAccount[]> | undefined} */
let demo;

/** The accounts that anybody may try; none in production. Both sides ask once. */
const demoAccounts = () => (demo ??= request("/auth/demo").catch(() => []));

/**
 * Logging in on one side: with one click as somebody from the demo, or with login and password.
 *
 * @param {import("./session.js").Session} session
 * @param {{ role: string, onLogin: () => void }} options `role`: whose demo accounts to offer
 */
export function createLogin(session, { role, onLogin }) {
  /** @type {unknown} */
  let failure;
  /** @type {DemoAccount[]} */
  let accounts = [];

  const title = h("h3", { class: "login-title" });
  const pick = h("p", { class: "login-pick", id: newId() });
  const chips = h("fieldset", { class: "chips", "aria-labelledby": pick.id });
  const or = h("p", { class: "login-or" });
  const login = h("input", {
    id: newId(),
    autocomplete: "username",
    autocapitalize: "none",
    required: true,
    maxlength: 64,
  });
  const password = h("input", {
    id: newId(),
    type: "password",
    autocomplete: "current-password",
    required: true,
    maxlength: 256,
  });
  const loginLabel = h("label", { for: login.id });
  const passwordLabel = h("label", { for: password.id });
  const submit = h("button", { class: "primary" });
  const problem = h("p", { class: "problem", role: "alert" });
  const form = h(
    "form",
    {
      class: "login-form",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        void enter(login.value, password.value);
      },
    },
    loginLabel,
    login,
    passwordLabel,
    password,
    submit,
  );
  const element = h("div", { class: "login" }, title, pick, chips, or, form, problem);

  /**
   * @param {string} name
   * @param {string} secret
   */
  async function enter(name, secret) {
    setAttribute(element, "aria-busy", "true");
    failure = undefined;
    try {
      await session.login(name, secret);
      form.reset();
      onLogin();
    } catch (error) {
      failure = error;
    }
    setAttribute(element, "aria-busy", undefined);
    draw();
  }

  const drawChips = keyedList(
    chips,
    (/** @type {DemoAccount} */ account) => account.login,
    (account) => {
      const roleText = h("small");
      const chip = h(
        "button",
        {
          type: "button",
          class: "chip",
          "data-login": account.login,
          onclick: () => enter(account.login, account.password),
        },
        h("span", {}, account.name),
        roleText,
      );
      return {
        element: chip,
        update: () => setText(roleText, tOr(`role.${account.role}`, account.role)),
      };
    },
  );

  function draw() {
    setText(title, t("login.title"));
    setText(pick, t("login.pick"));
    setText(or, t("login.or"));
    setText(loginLabel, t("login.login"));
    setText(passwordLabel, t("login.password"));
    setText(submit, t("login.submit"));
    setText(problem, failure ? errorText(failure) : "");
    pick.hidden = or.hidden = accounts.length === 0;
    drawChips(accounts);
  }

  demoAccounts().then((all) => {
    accounts = all.filter((/** @type {DemoAccount} */ account) => account.role === role);
    draw();
  });
  return { element, draw };
}
