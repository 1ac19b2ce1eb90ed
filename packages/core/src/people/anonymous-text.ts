import type { Message } from "../model/message.ts";

/** How a person's name is taken out of texts. */
export interface Anonymity {
  readonly userId: string;
  /** The name and the handle until now. */
  readonly names: readonly string[];
  /** The name that stands there instead. */
  readonly as: string;
  /** Whether the names are also replaced where they are no mention. */
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

/** A text without mentions, such as a title. */
export const withoutNames = (text: string, { names, as, everywhere }: Anonymity): string =>
  everywhere ? names.reduce((left, name) => left.replaceAll(name, as), text) : text;

/** The beginning of a text, as notifications quote it: there the mentions are not marked. */
export const quoteWithoutNames = (text: string, { names, as, everywhere }: Anonymity): string =>
  names.reduce(
    (left, name) => left.replaceAll(everywhere ? name : `@${name}`, everywhere ? as : `@${as}`),
    text,
  );
