import { h, keyedList, newId, setAttribute, setText } from "./dom.js";
import { errorText } from "./error-text.js";
import { t, tOr } from "./i18n.js";
import { once } from "./once.js";
import { RequestError, request } from "./server.js";

/** @typedef {{ login: string, name: string, role: string, password: string }} DemoAccount */

/** @type {Promise<DemoAccount[]> | undefined} */
let demoAccounts;

/** Returns the demo accounts; none in production. Both sides share one request. */
const loadDemoAccounts = () => (demoAccounts ??= request("/auth/demo").catch(() => []));

/**
 * Creates the login of one side: a button for each demo account, and a form for login and password.
 *
 * @param {import("./session.js").Session} session
 * @param {{ role: string, onLogin: () => void }} options `role`: the role of the demo accounts to offer
 */
export function createLogin(session, { role, onLogin }) {
  /** @type {unknown} */
  let error;
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
        void logIn(login.value, password.value);
      },
    },
    loginLabel,
    login,
    passwordLabel,
    password,
    submit,
  );
  const element = h("div", { class: "login" }, title, pick, chips, or, form, problem);

  const logIn = once(async (/** @type {string} */ name, /** @type {string} */ secret) => {
    setAttribute(element, "aria-busy", "true");
    error = undefined;
    try {
      await session.login(name, secret);
      form.reset();
      onLogin();
    } catch (thrown) {
      error = thrown;
      if (!(thrown instanceof RequestError)) reportError(thrown);
    }
    setAttribute(element, "aria-busy", undefined);
    draw();
  });

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
          onclick: () => logIn(account.login, account.password),
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

  function problemText() {
    if (!error) return "";
    const isWrong = error instanceof RequestError && error.code === "unauthenticated";
    return isWrong ? t("login.wrong") : errorText(error);
  }

  function draw() {
    setText(title, t("login.title"));
    setText(pick, t("login.pick"));
    setText(or, t("login.or"));
    setText(loginLabel, t("login.login"));
    setText(passwordLabel, t("login.password"));
    setText(submit, t("login.submit"));
    setText(problem, problemText());
    pick.hidden = or.hidden = accounts.length === 0;
    drawChips(accounts);
  }

  loadDemoAccounts().then((all) => {
    accounts = all.filter((/** @type {DemoAccount} */ account) => account.role === role);
    draw();
  });
  return { element, draw };
}
