import { levels } from "../model/preference.ts";
import { reasons as builtIn, type ReasonDefinition } from "../model/reason.ts";
import { label } from "../model/text.ts";

/** The longest text for a reason, in characters. */
const maxWordsLength = 200;

/**
 * Refuses reasons that no page could show, or that preferences couldn't decide about.
 *
 * @throws {Error} naming the reason, what is wrong, and the cure.
 */
export function checkReasons(own: { readonly [reason: string]: ReasonDefinition }): void {
  for (const [name, definition] of Object.entries(own)) {
    const problem = (text: string) => new Error(`The reason "${name}" ${text}`);
    if (!/^[a-z]\w*(\.\w+)*$/i.test(name) || name.length > 100)
      throw problem('needs a name of letters, digits and _, e.g. "large_expense".');
    if ((builtIn as readonly string[]).includes(name))
      throw problem("is one of taskwire's; call yours something else.");
    const { words, passes, ...rest } = definition ?? {};
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined)
      throw problem(`has no part "${unknown}"; there are words and passes.`);
    checkWords(words, problem);
    checkPasses(passes, problem);
  }
}

function checkWords(words: unknown, problem: (text: string) => Error): void {
  const all = typeof words === "object" && words !== null ? Object.entries(words) : [];
  if (all.length === 0)
    throw problem('needs words by language, e.g. words: { en: "Large expense" }.');
  for (const [language, text] of all) {
    if (!/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(language))
      throw problem(
        `has words for "${language}", which is not a language code; use en, th, pt-BR and so on.`,
      );
    if (!label(maxWordsLength).safeParse(text).success)
      throw problem(
        `needs a text of at most ${maxWordsLength} characters for "${language}": one line that people can read.`,
      );
  }
}

function checkPasses(passes: unknown, problem: (text: string) => Error): void {
  if (passes === "critical") return;
  const given = (typeof passes === "object" ? passes : null) as {
    readonly [level: string]: unknown;
  } | null;
  const isComplete =
    given !== null &&
    Object.keys(given).length === levels.length &&
    levels.every((level) => typeof given[level] === "boolean");
  if (!isComplete)
    throw problem(
      'needs the levels that let it through: passes: { all: true, mentions: true, none: false }, or passes: "critical".',
    );
  if (!given.all || (given.none && !given.mentions))
    throw problem(
      "passes at a level, but not at a level that lets more through. The order is all, mentions, none: if one of them is true, the ones before it have to be true too.",
    );
}
