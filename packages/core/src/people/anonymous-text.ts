import type { Message } from "../model/message.ts";

/** How a person's name is removed from texts. */
export interface Anonymity {
  readonly userId: string;
  /** The person's name and handle before the erasure. */
  readonly names: readonly string[];
  /** The name that replaces them. */
  readonly as: string;
  /** Whether the names are also replaced where they are not a mention. */
  readonly everywhere: boolean;
}

type Text = Pick<Message, "text" | "mentions" | "unreached">;

/**
 * Replaces a person's names in a text: in mentions of them and, if asked, everywhere. Returns the same
 * object if the text has none.
 */
export function anonymousText<T extends Text>(post: T, anonymity: Anonymity): T {
  const { userId, as } = anonymity;
  let text = "";
  let end = 0;
  const mentions = [...post.mentions]
    .sort((a, b) => a.start - b.start)
    .map((mention) => {
      text += withoutNames(post.text.slice(end, mention.start), anonymity);
      end = mention.end;
      const start = text.length;
      const isTheirs = mention.kind === "user" && mention.id === userId;
      text += isTheirs ? `@${as}` : post.text.slice(mention.start, mention.end);
      return { ...mention, start, end: text.length };
    });
  text += withoutNames(post.text.slice(end), anonymity);
  return text === post.text ? post : { ...post, text, mentions, unreached: [] };
}

/** Removes the names from a text that has no mentions, such as a title. */
export const withoutNames = (text: string, { names, as, everywhere }: Anonymity): string =>
  everywhere ? replaceEach(text, names, as) : text;

/** Removes the names from the texts and the field names of JSON data. */
export function dataWithoutNames(data: unknown, how: Anonymity): unknown {
  if (typeof data === "string") return withoutNames(data, how);
  if (Array.isArray(data)) return data.map((one) => dataWithoutNames(one, how));
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      withoutNames(name, how),
      dataWithoutNames(value, how),
    ]),
  );
}

/**
 * Removes the names from the beginning of a text, as notifications quote it. In such a quote,
 * mentions are not marked.
 */
export const quoteWithoutNames = (text: string, { names, as, everywhere }: Anonymity): string =>
  everywhere
    ? replaceEach(text, names, as)
    : replaceEach(
        text,
        names.map((name) => `@${name}`),
        `@${as}`,
      );

/**
 * Replaces all words in one pass, so no word is replaced within a replacement. A replacement that is
 * already in the text stays too: an erasure that goes on after a crash changes nothing twice. If two of these
 * begin at the same place, the longer one counts: `Ann` replaces `Ann Lee`, and stays where it is alone.
 */
function replaceEach(text: string, words: readonly string[], by: string): string {
  const longestFirst = [by, ...words].sort((a, b) => b.length - a.length);
  const literals = longestFirst.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return text.replace(new RegExp(literals.join("|"), "gu"), () => by);
}
