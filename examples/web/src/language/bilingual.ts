import type { Language } from "./words.ts";

const isThai = (text: string) => /[\u0e00-\u0e7f]/.test(text);

/** Returns the language that a text is written in, for the attribute `lang`. */
export const languageOf = (text: string): Language => (isThai(text) ? "th" : "en");

/** Returns the part of a title `English · ไทย` in one language, or all of a title that has only one. */
export function inLanguage(text: string, language: Language): string {
  const [first = "", second = "", ...rest] = text.split(" · ");
  if (second === "" || rest.length > 0 || isThai(first) === isThai(second)) return text;
  return isThai(second) === (language === "th") ? second : first;
}
