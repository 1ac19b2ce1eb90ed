import { basicWords } from "../words/basic.ts";
import { boardWords } from "../words/board.ts";
import { errorWords } from "../words/errors.ts";
import { inboxWords } from "../words/inbox.ts";
import { permissionWords } from "../words/permissions.ts";
import { requestWords } from "../words/request.ts";
import { roomWords } from "../words/rooms.ts";
import { shellWords } from "../words/shell.ts";
import { systemWords } from "../words/system.ts";
import { teamWords } from "../words/team.ts";
import { threadWords } from "../words/thread.ts";
import { whyWords } from "../words/why.ts";
import { workWords } from "../words/work.ts";
import type { Language } from "./words.ts";

/** All texts of the app. */
export const dictionary = {
  ...basicWords,
  ...shellWords,
  ...boardWords,
  ...requestWords,
  ...workWords,
  ...teamWords,
  ...systemWords,
  ...permissionWords,
  ...threadWords,
  ...roomWords,
  ...inboxWords,
  ...whyWords,
  ...errorWords,
} as const;

type Dictionary = typeof dictionary;

/** The key of a text. */
export type WordKey = keyof Dictionary;

/** The names in `{braces}` of a text. */
type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The values that a text needs. English decides; a test checks that the other languages agree. */
type ValuesOf<Key extends WordKey> = {
  readonly [Name in NamesIn<Dictionary[Key]["en"]>]: string | number;
};

/** The parameters behind the key: none if the text has no placeholders. */
type ParametersOf<Key extends WordKey> = [NamesIn<Dictionary[Key]["en"]>] extends [never]
  ? []
  : [values: ValuesOf<Key>];

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

export const translateIn =
  (language: Language): Translate =>
  (key, ...[values]) =>
    fill(dictionary[key][language], values);

export const translateOrIn =
  (language: Language): TranslateOr =>
  (key, fallback, values) =>
    Object.hasOwn(dictionary, key) ? fill(dictionary[key as WordKey][language], values) : fallback;
