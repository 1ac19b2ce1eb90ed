/** A text in every language of the app. Texts may have `{placeholders}`. */
export type Word = { readonly [Id in Language]: string };

/** The languages of the app. */
export const languages = [
  { id: "th", name: "ไทย" },
  { id: "en", name: "English" },
] as const;

export type Language = (typeof languages)[number]["id"];

/** The words of one part of the app. A text that is missing in a language is a compile error. */
export type Words = { readonly [key: string]: Word };
