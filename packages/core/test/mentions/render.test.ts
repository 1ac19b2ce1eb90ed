import { describe, expect, test } from "vitest";
import { parseMentions } from "../../src/mentions/parse.ts";
import { renderParts } from "../../src/mentions/render.ts";
import { directory } from "./people.ts";

/** The parts of a text with its mentions, each as `type:text`. */
function draw(text: string): string[] {
  return renderParts(text, parseMentions(text, directory).mentions).map(
    (part) => `${part.type}:${part.text}`,
  );
}

const linksOf = (text: string) =>
  renderParts(text, []).flatMap((part) => (part.type === "link" ? [[part.text, part.href]] : []));

describe("the parts of a text", () => {
  test("are text, mentions, links and code, in order and without gaps", () => {
    expect(draw("ขอ@สมชายดู https://x.org/a, `b`")).toEqual([
      ...["text:ขอ", "mention:@สมชาย", "text:ดู ", "link:https://x.org/a"],
      ...["text:, ", "code:b"],
    ]);
    expect(renderParts("", [])).toEqual([]);
  });

  test("say whom a mention names and whether it is silent", () => {
    expect(
      renderParts("> @alice", [{ kind: "user", id: "alice", start: 2, end: 8, silent: true }]),
    ).toEqual([
      { type: "text", start: 0, end: 2, text: "> " },
      {
        type: "mention",
        kind: "user",
        id: "alice",
        silent: true,
        start: 2,
        end: 8,
        text: "@alice",
      },
    ]);
  });

  test("show code without its marks, as typed", () => {
    expect(renderParts("```js\na\u200B\n```\nx `` ` ``", [])).toEqual([
      { type: "code", block: true, start: 0, end: 12, text: "a\u200B\n" },
      { type: "text", start: 12, end: 15, text: "\nx " },
      { type: "code", block: false, start: 15, end: 22, text: " ` " },
    ]);
    expect(renderParts("```", [])).toMatchObject([{ type: "code", text: "", start: 0, end: 3 }]);
  });

  test.each([
    ["see (https://x.org/a_(b)).", "https://x.org/a_(b)", "https://x.org/a_(b)"],
    ["HTTP://X.org!", "HTTP://X.org", "HTTP://X.org"],
    ["ส่งa.b@x.co.th.", "a.b@x.co.th", "mailto:a.b@x.co.th"],
    ["mailto:a@x.org", "a@x.org", "mailto:a@x.org"],
    ["https://x.org/กข", "https://x.org/", "https://x.org/"],
    ['"https://x.org/"onmouseover="x', "https://x.org/", "https://x.org/"],
  ])("%s has a link %s", (text, shown, href) => {
    expect(linksOf(text)).toEqual([[shown, href]]);
  });

  test.each([
    "javascript://x.org/%0aalert(1)",
    "JaVaScRiPt:alert(1)",
    "data://x.org/text",
    "ftp://x.org",
    "file:///etc/passwd",
    "xhttps://x.org",
    "https://",
    "https:///x",
    "x.org/a",
    "`https://x.org`",
  ])("%s has none", (text) => {
    expect(linksOf(text)).toEqual([]);
  });

  test("ignore stored spans that are wrong", () => {
    const wrong = [
      [0, 99],
      [1, 6],
      [-3, 6],
      [0, Number.NaN],
      [7, 3],
    ].map(([start = 0, end = 0]) => ({ kind: "user" as const, id: "x", start, end }));
    expect(renderParts("@alice x", wrong)).toEqual([
      { type: "text", start: 0, end: 8, text: "@alice x" },
    ]);
  });

  test("take the earlier of two overlapping spans", () => {
    const spans = [
      { kind: "user" as const, id: "one", start: 0, end: 7 },
      { kind: "user" as const, id: "two", start: 6, end: 10 },
    ];
    expect(renderParts("@alice@bob", spans).map(({ text }) => text)).toEqual(["@alice@", "bob"]);
  });
});
