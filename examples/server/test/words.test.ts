import { errorCodes, type Resolution, type RuleName, reasons } from "@taskwire/core";
import { expect, test } from "vitest";

/** The page's modules have no types for TypeScript here, so the keys are checked at run time. */
const load = async (language: "en" | "th"): Promise<{ readonly [key: string]: string }> =>
  (await import(`../public/js/words/${language}.js`))[language];

const rules: { readonly [rule in RuleName]: true } = {
  permission: true,
  state: true,
  own_task: true,
  has_subtasks: true,
  subtask_state: true,
  order: true,
};

const resolutions: { readonly [resolution in Resolution]: true } = {
  decided: true,
  completed: true,
  unblocked: true,
  cancelled: true,
  deleted: true,
  edited_out: true,
  access_lost: true,
};

test.each(["en", "th"] as const)(
  "has words in the language %s for each error code, rule, reason and resolution",
  async (language) => {
    const words = await load(language);
    for (const key of [
      ...Object.keys(errorCodes).map((code) => `error.${code}`),
      ...Object.keys(rules).flatMap((rule) => [`why.${rule}`, `refused.${rule}`]),
      ...reasons.map((reason) => `inbox.${reason}`),
      ...Object.keys(resolutions).map((resolution) => `inbox.${resolution}`),
    ])
      expect.soft(words[key], key).toBeTruthy();
  },
);

test("has the same keys and placeholders in both languages", async () => {
  const [en, th] = [await load("en"), await load("th")];
  const placeholdersIn = (text = "") => (text.match(/\{\w+\}/g) ?? []).sort();
  expect(Object.keys(th)).toEqual(Object.keys(en));
  for (const [key, text] of Object.entries(en))
    expect.soft(placeholdersIn(th[key]), key).toEqual(placeholdersIn(text));
});
