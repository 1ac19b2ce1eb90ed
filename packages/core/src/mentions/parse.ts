import { codeSpans } from "./code.ts";
import { mayMention, type PreparedDirectory, prepared, targetKey } from "./directory.ts";
import { quoteFinder } from "./line.ts";
import { matcher } from "./match.ts";
import type {
  DirectoryEntry,
  Mention,
  MentionOptions,
  MentionSpan,
  MentionTarget,
  ParsedMentions,
  UnresolvedMention,
} from "./mention.ts";
import { problemOf } from "./picked.ts";
import { scan } from "./scan.ts";
import { matchEnd } from "./sticky.ts";
import { visibleText, withoutIgnored } from "./visible.ts";

const looksLikeName = /[\p{L}\p{M}\p{Nd}_]+(?:[./-][\p{L}\p{M}\p{Nd}_]+)*/uy;

/**
 * Finds the people and groups that a text mentions. A mention is the longest name of the directory
 * that matches, because Thai, Chinese and Japanese put no space after a name. Browser and server get
 * the same result; the server's result decides who is notified. It takes time in proportion to the
 * text. Prepare the directory if you use it more than once.
 *
 * @example
 * ```ts
 * const directory = [{ id: "u5", handle: "สมชาย", names: ["สมชาย ใจดี"] }];
 * parseMentions("ขอให้@สมชายช่วยตรวจ", directory, { author: "u1" });
 * // { mentions: [{ kind: "user", id: "u5", start: 5, end: 11, silent: false }],
 * //   unresolved: [], denied: [], recipients: ["user:u5"] }
 * ```
 */
export function parseMentions(
  text: string,
  directory: readonly DirectoryEntry[] | PreparedDirectory,
  options: MentionOptions = {},
): ParsedMentions {
  const { unspaced = "prefix", author, groups = true, limit = 50, spans = [] } = options;
  const mentions: Mention[] = [];
  const unresolved: UnresolvedMention[] = [];
  const denied: MentionSpan[] = [];
  const recipients = new Set<string>();
  const members = prepared(directory);
  const visible = visibleText(text);
  const isQuoted = quoteFinder(visible.text);
  const longestName = matcher(members, unspaced);
  const picked = spans.length > 0 ? new Map(spans.map((span) => [span.start, span])) : null;

  const add = ({ kind, id }: MentionTarget, start: number, end: number, silent: boolean): void => {
    const target = { kind, id };
    if (!silent && !mayMention(target, groups)) {
      denied.push({ ...target, start, end });
      return;
    }
    mentions.push({ ...target, start, end, silent });
    if (!silent && !(kind === "user" && id === author)) recipients.add(targetKey(target));
  };

  scan(visible.text, codeSpans(visible.text), {
    atSign(index, bound) {
      const start = visible.start(index);
      const choice = picked?.get(start);
      if (choice !== undefined && problemOf(text, choice, members) === null) {
        const end = index + withoutIgnored(text.slice(start, choice.end)).length;
        if (end <= bound) {
          add(choice, start, choice.end, isQuoted(index));
          return end;
        }
      }
      const match = longestName(visible.text, index, bound);
      const target = match?.name.targets[0];
      if (match === null || target === undefined) {
        const end = matchEnd(looksLikeName, visible.text, index + 1);
        if (end >= 0) unresolved.push({ raw: text.slice(start, visible.end(end)), start });
        return null;
      }
      const end = visible.end(match.end);
      const { targets } = match.name;
      if (targets.length > 1) {
        unresolved.push({
          raw: text.slice(start, end),
          start,
          ambiguous: targets.map(({ id }) => id),
        });
        return null;
      }
      add(target, start, end, isQuoted(index));
      return match.end;
    },
  });
  const people = [...recipients].filter((recipient) => recipient.startsWith("user:")).length;
  const result = { mentions, unresolved, denied };
  return people > limit
    ? { ...result, recipients: [], refused: { count: people, limit } }
    : { ...result, recipients: [...recipients] };
}
