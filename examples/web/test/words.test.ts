import { defaultQuotas, errorCodes, type Resolution, type RuleName, reasons } from "@taskwire/core";
import { expect, test } from "vitest";
import { inLanguage, languageOf } from "../src/language/bilingual.ts";
import { datesIn } from "../src/language/dates.ts";
import {
  addWords,
  translateIn,
  translateOrIn,
  dictionary as words,
} from "../src/language/dictionary.ts";
import { errorTextIn } from "../src/language/error-text.ts";
import type { Spoken } from "../src/language/provider.tsx";
import { approvalWords } from "../src/words/approval.ts";
import { expensesWords } from "../src/words/expenses.ts";
import { inboxWords } from "../src/words/inbox.ts";
import { permissionWords } from "../src/words/permissions.ts";
import { receiptWords } from "../src/words/receipt.ts";
import { settingsWords } from "../src/words/settings.ts";
import { systemWords } from "../src/words/system.ts";
import { teamWords } from "../src/words/team.ts";

const later = {
  ...approvalWords,
  ...inboxWords,
  ...permissionWords,
  ...receiptWords,
  ...settingsWords,
  ...systemWords,
  ...teamWords,
};
const dictionary = { ...words, ...later };

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

test("every text has the same placeholders in Thai and in English", () => {
  const different = [...Object.entries(dictionary), ...Object.entries(expensesWords)].filter(
    ([, { en, th }]) => `${placeholders(en).sort()}` !== `${placeholders(th).sort()}`,
  );
  expect(different).toEqual([]);
});

test("every Thai text is in Thai, and no English one is", () => {
  const thai = /[\u0e00-\u0e7f]/;
  const wrong = [...Object.entries(dictionary), ...Object.entries(expensesWords)].filter(
    ([key, { en, th }]) => thai.test(en) || (!thai.test(th) && key !== "remedy.step"),
  );
  expect(wrong).toEqual([]);
});

test("dates for people are in the Buddhist year in Thai, and in the reader's own words", () => {
  const at = "2026-11-30T08:05:00.000Z";
  expect(datesIn("th").full(at)).toMatch(/30 พฤศจิกายน 2569/);
  expect(datesIn("en").full(at)).toMatch(/30 November 2026/);
  const now = Date.parse(at);
  expect(datesIn("en").relative(at, now + 10_000)).toBe("10 seconds ago");
  expect(datesIn("th").relative(at, now + 10_000)).toMatch(/10 วินาที/);
  expect(datesIn("en").relative(at, now + 3 * 3_600_000)).toBe("3 hours ago");
  // The page's clock is behind, or it looks at the time only now and then.
  expect(datesIn("en").ago(at, now - 6_000)).toBe("now");
  expect(datesIn("en").ago(at, now + 10_000)).toBe("10 seconds ago");
});

test("of a bilingual title one language is shown, and other titles stay whole", () => {
  expect(inLanguage("Verify · ตรวจสอบ", "th")).toBe("ตรวจสอบ");
  expect(inLanguage("ตรวจสอบ · Verify", "en")).toBe("Verify");
  expect(inLanguage("Honda · Isuzu", "th")).toBe("Honda · Isuzu");
  expect(inLanguage("Mazda 2 — คุณวิภา", "en")).toBe("Mazda 2 — คุณวิภา");
  expect(languageOf("Mazda 2 — คุณวิภา")).toBe("th");
});

test.each(["en", "th"] as const)(
  "F10: every error code has words, without ids, times and rules, in the language %s",
  (language) => {
    const spoken = {
      language,
      t: translateIn(language),
      tOr: translateOrIn(language),
      dates: datesIn(language),
    } as Spoken;
    const other = errorTextIn(spoken, { code: "never heard of" });
    for (const code of Object.keys(errorCodes)) {
      const error = { code, message: "task 01a2 2026-11-30T08:05:00Z own_task", details: {} };
      expect(errorTextIn(spoken, error), code).not.toBe(other);
    }
    const rules = ["permission", "state", "own_task", "has_subtasks", "order", "archived", "quota"];
    for (const rule of rules) {
      const text = errorTextIn(spoken, { code: "refused", message: "x", details: { rule } });
      expect(text).not.toMatch(/_|\{|x$/);
    }
    const condition = {
      code: "forbidden",
      details: { rule: "permission", conditions: ["author"] },
    };
    expect(errorTextIn(spoken, condition)).toBe(spoken.t("why.permission.author"));
  },
);

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
  delegation: true,
  one_per_person: true,
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
  delegation_ended: true,
};

/** The quotas that refuse something. Beyond the others, notifications are suppressed. */
const quotas = Object.keys(defaultQuotas).filter((name) => !/^notifications|^system$/.test(name));

test("each rule, quota, reason and resolution has words in both languages", () => {
  const missing = [
    ...Object.keys(rules).flatMap((rule) => [`why.${rule}`, `refused.${rule}`]),
    ...reasons.map((reason) => `inbox.${reason}`),
    ...Object.keys(resolutions).map((resolution) => `inbox.${resolution}`),
    ...quotas.map((quota) => `quota.${quota}`),
  ].filter((key) => !Object.hasOwn(dictionary, key));
  expect(missing).toEqual([]);
});

test("the words of a part that is loaded later replace those of the app", () => {
  const text = () => [translateIn("en")("board.find.hint"), translateOrIn("th")("role.LEGAL", "?")];
  expect(text()).toEqual(["Vehicle, customer or person", "?"]);
  addWords(expensesWords);
  expect(text()).toEqual(["Purpose, supplier or person", "กฎหมาย"]);
});
