import { describe, expect, test } from "vitest";
import { parseMentions } from "../../src/mentions/parse.ts";
import { directory, read } from "./people.ts";

type Row = readonly [text: string, ...found: string[]];

function each(rows: readonly Row[]): void {
  test.each(rows.map(([text, ...found]) => ({ text, found })))("$text", ({ text, found }) => {
    expect(read(text)).toEqual(found);
  });
}

describe("characters that may come before a mention", () => {
  each([
    ["“@alice”", "alice=@alice"],
    ["﹫alice,＠bob", "alice=﹫alice", "bob=＠bob"],
    ["ครับ@alice", "alice=@alice"],
    ["ที่@alice", "alice=@alice"],
    ["你@alice", "alice=@alice"],
    ["タロー@alice", "alice=@alice"],
    ["๓@alice", "alice=@alice"],
    ["é@alice"],
    ["e\u0301@alice"],
    ["한@alice"],
    ["_@alice", "alice=@alice"],
    ["x_@alice", "alice=@alice"],
    ["٣@alice"],
    ["👍🏽@alice", "alice=@alice"],
    ["@@alice"],
    ["@＠alice"],
    ["@alice@bob@สมชาย", "alice=@alice", "bob=@bob", "somchai=@สมชาย"],
    ["@alice\u200B@bob", "alice=@alice", "bob=@bob"],
    ["@alice@@bob", "alice=@alice"],
    ["@nobody@bob", "?@nobody"],
  ]);
});

describe("characters that may come after a name", () => {
  each([
    ["@alice's", "alice=@alice"],
    ["@alice… @alice- @alice/", "alice=@alice", "alice=@alice", "alice=@alice"],
    ["@alice-x", "?@alice-x"],
    ["@alice_", "alice=@alice"],
    ["@alice_x", "?@alice_x"],
    ["@alice2", "?@alice2"],
    ["@aliceครับ", "alice=@alice"],
    ["@alice\u0301", "?@alice\u0301"],
    ["@alice🏽", "?@alice"],
    ["@bob.smith/@alice", "smith=@bob.smith", "alice=@alice"],
    ["@Alice Wongs", "alice=@Alice"],
    ["@สมชาย ใจดีครับ", "somchai=@สมชาย ใจดี"],
    ["@สมชายabc", "somchai=@สมชาย"],
    ["@สม2", "sam=@สม"],
    ["@สม\u200Bาย", "?@สม\u200Bาย"],
    ["@สมะ", "?@สมะ"],
    ["@สมๅ", "?@สมๅ"],
    ["@สม์", "?@สม์"],
    ["@สมำ", "?@สมำ"],
    ["@ສົມປອງ", "lao=@ສົມ"],
    ["@ສົມາ", "?@ສົມາ"],
    ["@ສົມະ", "?@ສົມະ"],
    ["@ສົມຳ", "?@ສົມຳ"],
    ["@张三说", "han=@张三"],
    ["@さくらさん", "sakura=@さくら"],
    ["@タローさん", "taro=@タロー"],
    ["@지호가", "jiho=@지호"],
    ["@지호정", "?@지호정"],
    ["@Test (1)x", "paren=@Test (1)"],
    ["@Test (2)", "?@Test"],
  ]);

  test("strict: no letter may follow a name in a script without spaces", () => {
    const strict = { unspaced: "strict" } as const;
    expect(read("@张三说 @สมชายx @さくら。@สมๆ", strict)).toEqual([
      "?@张三说",
      "?@สมชายx",
      "sakura=@さくら",
      "?@สมๆ",
    ]);
  });
});

describe("a name ends at the boundary of a grapheme", () => {
  each([
    ["@👩 hi", "woman=@👩"],
    ["@👩‍💻 hi", "dev=@👩‍💻"],
    ["@👩‍🚀 hi"],
    ["@👩🏽"],
    ["@👍🏽"],
    ["@👍️ ok"],
    ["@👍👍", "thumb=@👍"],
    ["@🇹🇭🇹🇭", "thailand=@🇹🇭"],
    ["@🇹🇭\u{E0067}"],
  ]);
});

describe("the choice between names", () => {
  test("prefers taskwire's own words to handles, and handles to other names", () => {
    expect(read("@here @หนู @bob")).toEqual(["here=@here", "nu=@หนู", "bob=@bob"]);
  });

  test("one person with the same name twice is not ambiguous, but two people are", () => {
    expect(parseMentions("@นิดครับ @alice wong", directory).unresolved).toEqual([
      { raw: "@นิด", start: 0, ambiguous: ["nit1", "nit2"] },
    ]);
    expect(parseMentions("@a", [{ id: "a", handle: "A", names: ["a", "ａ"] }]).recipients).toEqual([
      "user:a",
    ]);
  });

  test("an empty name matches nobody, and a name with an at-sign can't be typed", () => {
    expect(
      parseMentions("@ @\u200B @ก@ข", [{ id: "u", handle: "", names: [" ", "ก@ข"] }]),
    ).toMatchObject({
      mentions: [],
      unresolved: [{ raw: "@ก" }, { raw: "@ข" }],
    });
  });
});
