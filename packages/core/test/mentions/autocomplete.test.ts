import { describe, expect, test } from "vitest";
import { prepareDirectory } from "../../src/mentions/directory.ts";
import { insertMention } from "../../src/mentions/insert.ts";
import { mentionQuery } from "../../src/mentions/query.ts";
import { suggest } from "../../src/mentions/suggest.ts";
import { directory } from "./people.ts";

/** The query at the `|`. */
function queryIn(marked: string, members?: typeof directory) {
  const caret = marked.indexOf("|");
  return mentionQuery(marked.replace("|", ""), caret, members);
}

describe("a query", () => {
  test.each([
    ["@|", ""],
    ["@al|", "al"],
    ["@al|ice and", "al"],
    ["ขอให้@สมช|ช่วย", "สมช"],
    ["“@Alice W|", "Alice W"],
    ["@a\u00ADl|", "al"],
    ["> @al|", "al"],
    ["`x` @al|", "al"],
    ["` @al|", "al"],
    ["@bob, ＠al|", "al"],
  ])("is open in %s", (marked, query) => {
    const start = Math.max(marked.lastIndexOf("@"), marked.lastIndexOf("＠"));
    expect(queryIn(marked)).toEqual({ query, start, end: marked.indexOf("|") });
  });

  test.each([
    "|@al",
    "al|",
    "alice@exa|",
    "alice@exa|mple.com",
    "https://x.com/@al|",
    "x.com/@al|",
    "`@al|`",
    "```\n@al|",
    "@a `b|`",
    "\\@al|",
    "@ al|",
    "@alice x@b|",
    "@al\nx|",
    "@@al|",
    `@${"x".repeat(65)}|`,
    "@alice@bo|",
  ])("is closed in %j", (marked) => {
    expect(queryIn(marked)).toBeNull();
  });

  test("opens directly after a mention if the directory is known", () => {
    expect(queryIn("@alice@bo|", directory)).toEqual({ query: "bo", start: 6, end: 9 });
  });
});

const team = prepareDirectory([
  { id: "1", handle: "somsak", names: ["สมศักดิ์ ใจดี"] },
  { id: "2", handle: "alan", names: ["Alan Somers"] },
  { id: "3", handle: "som", names: [] },
  { id: "4", handle: "blossom" },
  { id: "5", handle: "somchai", names: ["สมชาย"] },
  { id: "6", handle: "namfon", names: ["น้ำฝน"] },
  { id: "7", handle: "nid", names: ["นิด"] },
  { id: "8", handle: "nok", names: ["นก"] },
  { id: "9", kind: "group", handle: "sales", names: ["ฝ่ายขาย"] },
]);
const handles = (query: string, options = {}) =>
  suggest(query, team, options).map(({ handle }) => handle);

describe("suggestions", () => {
  test("are sorted: exact match, prefix of a handle or of any word of a name, then anywhere; ties by handle", () => {
    expect(handles("SOM")).toEqual(["som", "alan", "somchai", "somsak", "blossom"]);
  });

  test("of equal rank are sorted: recently mentioned, in the room, the others", () => {
    expect(handles("som", { recent: ["5", "4"], room: ["1", "4"] })).toEqual([
      ...["som", "somchai", "somsak", "alan"],
      "blossom",
    ]);
  });

  test("match whole graphemes, with matches inside an unfinished one last", () => {
    expect(handles("สม")).toEqual(["somchai", "somsak"]);
    expect(handles("น")).toEqual(["nok", "namfon", "nid", "everyone"]);
    expect(handles("น้ํา")).toEqual(["namfon"]);
    expect(handles("ำ")).toEqual([]);
  });

  test("without a query are everybody, recently mentioned first", () => {
    expect(handles("", { recent: ["8"], limit: 3 })).toEqual(["nok", "alan", "blossom"]);
  });

  test("include groups that may be mentioned, also by another name", () => {
    expect(handles("all")).toEqual(["everyone"]);
    expect(handles("ฝ่าย")).toEqual(["sales"]);
    expect(handles("s", { groups: [] })).not.toContain("sales");
  });

  test("say who would not be notified", () => {
    const [first, second] = suggest("somch", team, { room: ["1"] });
    expect(first).toEqual({
      ...{ kind: "user", id: "5", handle: "somchai", names: ["สมชาย"] },
      ...{ member: false, reason: "not_in_room" },
    });
    expect(second).toBeUndefined();
    expect(suggest("sales", team, { room: [] })[0]?.member).toBe(true);
  });
});

describe("choosing", () => {
  const insert = (marked: string, handle: string) => {
    const query = queryIn(marked) ?? { start: 0, end: 0 };
    const { text, caret, span } = insertMention(marked.replace("|", ""), query, {
      kind: "user",
      id: "u",
      handle,
    });
    expect(text.slice(span.start, span.end)).toBe(`@${handle}`);
    return `${text.slice(0, caret)}|${text.slice(caret)}`;
  };

  test.each([
    ["ask @al|", "alice", "ask @alice |"],
    ["ask @al| now", "alice", "ask @alice| now"],
    ["ask @al|, now", "alice", "ask @alice|, now"],
    ["ask (@al|)", "alice", "ask (@alice|)"],
    ["ขอ@al|ช่วย", "alice", "ขอ@alice |ช่วย"],
    ["ขอ@สม|ช่วย", "สมชาย", "ขอ@สมชาย|ช่วย"],
    ["@t|", "Test (1)", "@Test (1)|"],
    ["＠n|", "nit2", "@nit2 |"],
  ])("in %s inserts %s: %s", (marked, handle, expected) => {
    expect(insert(marked, handle)).toBe(expected);
  });
});
