import { readdirSync, readFileSync } from "node:fs";
import { defaultQuotas, errorCodes, type Resolution, type RuleName, reasons } from "@taskwire/core";
import { describe, expect, test, vi } from "vitest";

/** The page's modules have no types for TypeScript here, so the keys are checked at run time. */
const load = async (language: "en" | "th"): Promise<{ readonly [key: string]: string }> =>
  (await import(`../public/js/words/${language}.js`))[language];

const rules: { readonly [rule in RuleName]: true } = {
  permission: true,
  archived: true,
  state: true,
  own_task: true,
  has_subtasks: true,
  subtask_state: true,
  order: true,
  quota: true,
  rounds: true,
  step: true,
  distinct: true,
  already_voted: true,
  deadline: true,
  content: true,
  locked: true,
};

const resolutions: { readonly [resolution in Resolution]: true } = {
  decided: true,
  completed: true,
  unblocked: true,
  cancelled: true,
  deleted: true,
  edited_out: true,
  access_lost: true,
  voted: true,
  superseded: true,
  expired: true,
};

/** The quotas that refuse something. Beyond the others, notifications are suppressed. */
const quotas = Object.keys(defaultQuotas).filter((name) => !/^notifications|^system$/.test(name));

test.each(["en", "th"] as const)(
  "has words in the language %s for each error code, rule, quota, reason and resolution",
  async (language) => {
    const words = await load(language);
    for (const key of [
      ...Object.keys(errorCodes).map((code) => `error.${code}`),
      ...Object.keys(rules).flatMap((rule) => [`why.${rule}`, `refused.${rule}`]),
      ...reasons.map((reason) => `inbox.${reason}`),
      ...Object.keys(resolutions).map((resolution) => `inbox.${resolution}`),
      ...quotas.map((quota) => `quota.${quota}`),
    ])
      expect.soft(words[key], key).toBeTruthy();
  },
);

test.each(["en", "th"] as const)(
  "F10: has words in the language %s for each action on a request",
  async (language) => {
    const words = await load(language);
    const file = new URL("../../../packages/core/src/policy/permissions.ts", import.meta.url);
    const found = readFileSync(file, "utf8").matchAll(/^ +"((?:task|subtask)\.\w+)"/gm);
    // There are no buttons to read, and the form for a new request has words of its own.
    const actions = [...found]
      .map(([, name = ""]) => name)
      .filter((name) => !["task.read", "task.create"].includes(name));
    expect(actions.length).toBeGreaterThan(5);
    for (const name of actions) expect.soft(words[`action.${name}`], name).toBeTruthy();
  },
);

test("has the same keys and placeholders in both languages", async () => {
  const [en, th] = [await load("en"), await load("th")];
  const placeholdersIn = (text = "") => (text.match(/\{\w+\}/g) ?? []).sort();
  expect(Object.keys(th)).toEqual(Object.keys(en));
  for (const [key, text] of Object.entries(en))
    expect.soft(placeholdersIn(th[key]), key).toEqual(placeholdersIn(text));
});

/** The rules that core's errors name. An error of the app's own rule has the words of its code. */
const rulesOfErrors = [
  ...new Set(
    ["authorize", "engine", "operations", "session", "workflow"].flatMap((part) => {
      const folder = new URL(`../../../packages/core/src/${part}/`, import.meta.url);
      return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .flatMap((file) => [
          ...readFileSync(new URL(file, folder), "utf8").matchAll(/\brule: "(\w+)"/g),
        ])
        .map(([, rule = ""]) => rule);
    }),
  ),
];
const conditions = ["requester", "assignee", "involved", "author", "room_founder", "founder"];
const ofTheApp = ["ofTheApp", "a rule of the app"];

describe.each(["en", "th"] as const)(
  "F10: every refusal is in words, in the language %s",
  (language) => {
    /** The page's functions. They read the language from the browser's storage. */
    async function loadPage() {
      vi.resetModules();
      vi.stubGlobal("localStorage", { getItem: () => language });
      vi.stubGlobal("document", { documentElement: {} });
      const load = (file: string) => import(`../public/js/${file}.js`);
      const { errorText } = await load("error-text");
      const { explain } = await load("explain");
      return { errorText, explain };
    }
    const letters = language === "th" ? /[a-z]/i : /[\u0e00-\u0e7f]/;
    const expectWords = (text: string, of: unknown) => {
      expect
        .soft(text, JSON.stringify(of))
        .toMatch(language === "th" ? /[\u0e00-\u0e7f]/ : /[a-z]/i);
      expect.soft(text, JSON.stringify(of)).not.toMatch(letters);
      // Neither a time in ISO form nor an id, nor a placeholder that was not filled in.
      expect.soft(text, JSON.stringify(of)).not.toMatch(/\d{4}-\d\d|[0-9a-f]{8}-|[{}_]|undefined/);
    };
    const message =
      "Task 0197a1b2-1111-7000-8000-000000000000 was decided at 2026-11-29T10:00:00Z.";

    test("for every code, rule and condition of an error", async () => {
      const { errorText } = await loadPage();
      expect(rulesOfErrors.length).toBeGreaterThan(10);
      for (const code of [
        ...Object.keys(errorCodes),
        "login_taken",
        "own_account",
        "network",
        "new",
      ])
        for (const rule of [undefined, ...Object.keys(rules), ...rulesOfErrors, ...ofTheApp])
          for (const condition of [undefined, ...conditions, ...ofTheApp]) {
            const details = {
              rule,
              ...(condition && { conditions: [condition] }),
              retryAfterMs: 1_500,
            };
            expectWords(errorText({ code, message, details }), { code, rule, condition });
          }
      for (const thrown of [new TypeError(message), message, undefined, null, {}])
        expectWords(errorText(thrown), thrown);
    });

    test("for every rule and condition of a button", async () => {
      const { explain } = await loadPage();
      const snapshot = { members: [], me: { id: "a", name: "", role: "" } };
      const task = {
        state: "pending",
        decision: null,
        done: 0,
        total: 2,
        subtasks: [],
        involved: [],
      };
      for (const rule of [...Object.keys(rules), ...ofTheApp])
        for (const condition of [undefined, ...conditions, ...ofTheApp]) {
          const by = [{ role: "", ...(condition && { if: [condition] }) }];
          const remedy = [{ action: "task.approve", by }];
          const explained = explain({ allowed: false, rule, remedy }, { snapshot, task });
          if (rule !== "order") expectWords(explained.why, { rule, condition });
        }
    });
  },
);
