import { basicWords } from "../words/basic.ts";
import { boardWords } from "../words/board.ts";
import { errorWords } from "../words/errors.ts";
import type { inboxWords } from "../words/inbox.ts";
import type { receiptWords } from "../words/receipt.ts";
import { requestWords } from "../words/request.ts";
import { roomWords } from "../words/rooms.ts";
import type { settingsWords } from "../words/settings.ts";
import { shellWords } from "../words/shell.ts";
import type { systemWords } from "../words/system.ts";
import type { teamWords } from "../words/team.ts";
import { threadWords } from "../words/thread.ts";
import { whyWords } from "../words/why.ts";
import { workWords } from "../words/work.ts";
import type { Language, Word, Words } from "./words.ts";

/** The texts of the app, without those of parts that are loaded later. */
export const dictionary = {
  ...basicWords,
  ...shellWords,
  ...boardWords,
  ...requestWords,
  ...workWords,
  ...threadWords,
  ...roomWords,
  ...whyWords,
  ...errorWords,
} as const;

/** With the words that some pages bring along: only these pages may use them. */
type Dictionary = typeof dictionary &
  typeof inboxWords &
  typeof receiptWords &
  typeof settingsWords &
  typeof systemWords &
  typeof teamWords;

/** The key of a text. */
export type WordKey = keyof Dictionary;

/** The names in `{braces}` of a text. */
type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The parameters behind the key of a text: none if it has no placeholders. */
export type ParametersIn<Text extends string> = [NamesIn<Text>] extends [never]
  ? []
  : [values: { readonly [Name in NamesIn<Text>]: string | number }];

/** The values that a text needs. English decides; a test checks that the other languages agree. */
type ParametersOf<Key extends WordKey> = ParametersIn<Dictionary[Key]["en"]>;

/** The key of a text without placeholders. */
export type PlainKey = {
  [Key in WordKey]: [NamesIn<Dictionary[Key]["en"]>] extends [never] ? Key : never;
}[WordKey];

/** Returns the text of a key. A missing value is a compile error. */
export type Translate = <Key extends WordKey>(key: Key, ...values: ParametersOf<Key>) => string;

/**
 * Returns a text whose key comes from data, such as a state or a role, or `fallback` if the app has no
 * words for it.
 */
export type TranslateOr = (
  key: string,
  fallback: string,
  values?: { readonly [name: string]: string | number },
) => string;

const fill = (text: string, values: { readonly [name: string]: string | number } = {}) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));

/** The words of parts that are loaded later. They come first. */
const added: { [key: string]: Word } = Object.create(null);

/** Adds the words of a part that is loaded later. They replace other words with the same keys. */
export function addWords(words: Words): void {
  Object.assign(added, words);
}

const wordOf = (key: string): Word | undefined =>
  added[key] ??
  (Object.hasOwn(dictionary, key) ? dictionary[key as keyof typeof dictionary] : undefined);

export const translateIn =
  (language: Language): Translate =>
  (key, ...[values]) =>
    fill((wordOf(key) as Word)[language], values);

export const translateOrIn =
  (language: Language): TranslateOr =>
  (key, fallback, values) => {
    const word = wordOf(key);
    return word ? fill(word[language], values) : fallback;
  };
