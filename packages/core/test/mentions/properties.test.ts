import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { checkSpans } from "../../src/mentions/check.ts";
import { fold } from "../../src/mentions/fold.ts";
import { parseMentions } from "../../src/mentions/parse.ts";
import { mentionQuery } from "../../src/mentions/query.ts";
import { renderParts } from "../../src/mentions/render.ts";
import { directory, people } from "./people.ts";

const names = people.flatMap(({ handle, names: others = [] }) => [handle, ...others]);
const piece = fc.oneof(
  fc.constantFrom(
    "@",
    "＠",
    "﹫",
    "`",
    "``",
    "```",
    "~~~",
    "\n",
    "\r\n",
    "\n\n",
    "> ",
    "\\",
    " ",
    "\u00A0",
    "_",
    ".",
    "-",
    "/",
  ),
  fc.constantFrom(
    "https://",
    "x.com",
    "(",
    ")",
    "[",
    "]",
    "\u200B",
    "\u200C",
    "\u0301",
    "\u200D",
    "🏽",
    "👩",
    "🇹",
    "🇭",
  ),
  fc.constantFrom("า", "ำ", "้", "ํ", "ะ", "ๆ", "เ", "ครับ", "a", "é", "7", "說", "ー", "\uD83D"),
  fc.constantFrom(...names, ...names.map((name) => `@${name}`)),
);
const text = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(""));
const plain = fc.constantFrom("a", "b/", " ", "ก", "é", "@alice", "@สม", "> ", "\\", "x@y");
const some = { numRuns: 2_000 };
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

function idsIn(typed: string) {
  const { mentions, unresolved, recipients } = parseMentions(typed, directory);
  return {
    mentions: mentions.map(({ id, silent }) => ({ id, silent })),
    unresolved: unresolved.length,
    recipients,
  };
}

describe("for any text", () => {
  test.prop([text], some)(
    "spans are inside the text, ordered, disjoint, begin at an at-sign, and split no grapheme",
    (typed) => {
      const { mentions, unresolved } = parseMentions(typed, directory);
      let before = 0;
      for (const { start, end } of mentions) {
        expect(start).toBeGreaterThanOrEqual(before);
        expect(end).toBeLessThanOrEqual(typed.length);
        expect(typed.slice(start, end)).toMatch(/^[@＠﹫][^@＠﹫\n]+$/);
        // Joiners and VS16 belong to the grapheme of the letter before them, and to no name.
        const isJoiner = /^(?:\u200C|\u200D|\uFE0F)/.test(typed.slice(end));
        const follows = isJoiner && /\p{L}\p{M}*$/u.test(typed.slice(start, end));
        if (!follows && typed[end] !== "\u200C" && end < typed.length)
          expect(graphemes.segment(typed).containing(end)?.index).toBe(end);
        before = end;
      }
      for (const { start, raw } of unresolved) expect(typed.startsWith(raw, start)).toBe(true);
    },
  );

  test.prop([text], some)(
    "folding it first changes nothing, and folding twice is the same as once",
    (typed) => {
      const folded = fold(typed);
      expect(fold(folded)).toBe(folded);
      expect(idsIn(folded)).toEqual(idsIn(typed));
    },
  );

  test.prop([text], some)("a check accepts its own mentions as spans", (typed) => {
    const { mentions } = parseMentions(typed, directory);
    expect(checkSpans(typed, mentions, directory)).toEqual({ spans: mentions, rejected: [] });
    expect(parseMentions(typed, directory, { spans: mentions }).mentions).toEqual(mentions);
  });

  test.prop([text], some)(
    "its parts add up to the text, each mention is one of them, and links go only to allowed addresses",
    (typed) => {
      const { mentions } = parseMentions(typed, directory);
      const parts = renderParts(typed, mentions);
      let end = 0;
      for (const part of parts) {
        expect(part.start).toBe(end);
        end = part.end;
        if (part.type !== "code") expect(part.text).toBe(typed.slice(part.start, part.end));
        if (part.type === "link") expect(part.href).toMatch(/^(https?:\/\/|mailto:)/i);
      }
      expect(end).toBe(typed.length);
      expect(parts.filter(({ type }) => type === "mention")).toMatchObject(
        mentions.map((mention) => ({ ...mention })),
      );
    },
  );

  test.prop([text, fc.nat(200)], some)(
    "a query is an at-sign and the text from it to the caret",
    (typed, caret) => {
      const query = mentionQuery(typed, caret, directory);
      if (query === null) return;
      expect(query.end).toBe(caret);
      expect(fold(typed.slice(query.start, query.end))).toMatch(/^[@＠﹫]/);
      expect(fold(typed.slice(query.start + 1, query.end))).toBe(fold(query.query));
    },
  );

  test.prop(
    [
      text,
      fc.array(
        fc.record({ start: fc.integer(), end: fc.integer(), id: fc.constantFrom("alice", "x") }),
      ),
    ],
    some,
  )("no span makes it throw", (typed, spans) => {
    // By chance, a span can be right.
    const wild = spans
      .map((span) => ({ ...span, kind: "user" as const }))
      .filter((span) => checkSpans(typed, [span], directory).rejected.length > 0);
    expect(parseMentions(typed, directory, { spans: wild })).toEqual(
      parseMentions(typed, directory),
    );
    renderParts(typed, wild);
  });
});

describe("no mention is found", () => {
  const inside = fc.array(plain, { maxLength: 8 }).map((pieces) => pieces.join(""));

  test.prop([inside, fc.constantFrom("`", "``", "```")], some)(
    "in code between backticks",
    (code, ticks) => {
      expect(parseMentions(`x ${ticks}${code}${ticks}`, directory).mentions).toEqual([]);
    },
  );

  test.prop([inside, fc.constantFrom("```", "~~~~"), fc.constantFrom("\n", "\r\n")], some)(
    "in a fence",
    (code, mark, eol) => {
      expect(
        parseMentions(`${mark}js${eol}${code}${eol}@bob${eol}${mark}`, directory).mentions,
      ).toEqual([]);
    },
  );

  const path = fc.stringMatching(/^[\w\-.~:/?#@!$&'*+,;=%]{0,20}$/);
  test.prop(
    [path, path, fc.constantFrom("https://x.co/", "ดูhttp://x.co/", "x.co/", "ดูx.co:80/")],
    some,
  )("in an address", (before, after, address) => {
    expect(parseMentions(`${address}${before}@alice${after}`, directory)).toMatchObject({
      mentions: [],
      unresolved: [],
    });
  });

  const local = fc.stringMatching(/^[a-z][\w.+-]{0,8}[a-z]$/);
  test.prop(
    [
      local,
      fc.constantFrom("alice.com", "bob.smith", "สม.com", "bob.smith.co.th"),
      fc.constantFrom("", " ", "ถึง", "<"),
    ],
    some,
  )("in an e-mail address", (name, domain, before) => {
    expect(parseMentions(`${before}${name}@${domain}`, directory).mentions).toEqual([]);
  });

  test.prop([text], some)("for names outside the directory", (typed) => {
    const known = new Set(people.map(({ id }) => id).concat("everyone", "here"));
    const { mentions } = parseMentions(typed, directory);
    expect(mentions.filter(({ id }) => !known.has(id))).toEqual([]);
    expect(parseMentions(typed, []).mentions.every(({ kind }) => kind === "group")).toBe(true);
  });
});
