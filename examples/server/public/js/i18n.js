import { en } from "./words/en.js";
import { th } from "./words/th.js";

/** @typedef {keyof typeof en} Word */

const messages = { en, th };

/** @typedef {keyof typeof messages} Language */

/** @type {readonly { id: Language, name: string }[]} */
export const languages = [
  { id: "th", name: "ไทย" },
  { id: "en", name: "EN" },
];

/** @type {Set<() => void>} */
const listeners = new Set();
const preferred = localStorage.getItem("language") ?? navigator.language.slice(0, 2);
/** @type {Language} */
let current = preferred === "th" ? "th" : "en";
document.documentElement.lang = current;

export const language = () => current;

/** @param {Language} id */
export function setLanguage(id) {
  current = id;
  localStorage.setItem("language", id);
  document.documentElement.lang = id;
  for (const listener of listeners) listener();
}

/** @param {() => void} listener called when the language changes, to draw all texts again */
export function onLanguage(listener) {
  listeners.add(listener);
}

/**
 * Returns a text in the current language, with its `{placeholders}` filled in.
 *
 * @param {Word} word
 * @param {{ readonly [name: string]: string | number }} [values]
 */
export function t(word, values = {}) {
  return messages[current][word].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * Returns a text whose key comes from data, such as a state or a role, or `fallback` if there is no
 * such text. Your own workflow can have states and roles that this page doesn't know.
 *
 * @param {string} word
 * @param {string} fallback
 * @param {{ readonly [name: string]: string | number }} [values]
 */
export function tOr(word, fallback, values) {
  return Object.hasOwn(en, word) ? t(/** @type {Word} */ (word), values) : fallback;
}

const formats = {
  en: { time: new Intl.DateTimeFormat("en-GB", { timeStyle: "short" }), date: dateFormat("en-GB") },
  th: { time: new Intl.DateTimeFormat("th-TH", { timeStyle: "short" }), date: dateFormat("th-TH") },
};

/** @param {string} locale */
function dateFormat(locale) {
  return new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short" });
}

/** @param {string} iso */
export const time = (iso) => formats[current].time.format(new Date(iso));

/** @param {string} iso */
export const date = (iso) => formats[current].date.format(new Date(iso));

/** Returns the time of a moment today, and the date and time of others. @param {string} iso */
export function when(iso) {
  return new Date(iso).toDateString() === new Date().toDateString()
    ? time(iso)
    : `${date(iso)} ${time(iso)}`;
}

/**
 * Splits a name or title that has both languages, `English · ไทย`. The current language comes
 * first.
 *
 * @param {string} text
 * @returns {[main: string, other: string]}
 */
export function bilingual(text) {
  const [first = "", second = ""] = text.split(" · ", 2);
  const isThai = (/** @type {string} */ part) => /[\u0e00-\u0e7f]/.test(part);
  if (!second || isThai(first) === isThai(second)) return [text, ""];
  return isThai(second) === (current === "th") ? [second, first] : [first, second];
}
