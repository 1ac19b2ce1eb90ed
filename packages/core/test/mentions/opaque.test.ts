import { describe, expect, test } from "vitest";
import { parseMentions } from "../../src/mentions/parse.ts";
import { directory, read } from "./people.ts";

describe("code", () => {
  test.each([
    ["`@alice`"],
    ["``a ` @alice``"],
    ["`a\n@alice`"],
    ["```\n@alice"],
    ["~~~ js\n@alice\n```\n@alice\n~~~"],
    ["````\n```\n@alice\n````"],
    ["- ```\n  @alice\n  ```"],
    ["> ```\n> @alice\n> ```"],
    ["```\n@alice\n> ```\n@alice"],
  ])("%j contains no mention", (text) => {
    expect(read(text)).toEqual([]);
  });

  test.each([
    ["`` @alice `"],
    ["\\`@alice`"],
    ["a ` b\n\nc ` @alice"],
    ["```\n```\n@alice"],
    ["```js\n```   \r\n@alice"],
    ["```a`@alice"],
    ["> ```\n@alice"],
    ["> a ` b\n` @alice"],
    ["``\\``@alice"],
    ["`C:\\`@alice`"],
    ["- `x` @alice"],
    ["~~@alice"],
  ])("%j contains a mention outside the code", (text) => {
    expect(read(text)).toEqual(["alice=@alice"]);
  });
});

describe("addresses", () => {
  test.each([
    "https://x.com/@alice",
    "https://x.com/a?to=@alice&b",
    "https://en.org/wiki/A_(b)/@alice",
    "ดูhttp://x.com/@alice",
    "git+ssh://git@x.com/@alice",
    "x.com/@alice",
    "www.x.com/a/@alice",
    "x.com:8080/@alice",
    "ดูx.co.th/@aliceครับ",
    "alice@bob.smith",
    "สวัสดีalice.b+c@mail.example.com",
    "josé@bob.com",
    "\\@alice",
    "\\\\\\@alice",
    "alice＠example.com",
    // Accents as separate characters.
    "cafe\u0301.org/@alice",
    "x.com\u0301/@alice",
    "x.c\u0327a/@alice",
    "mu\u0308nchen.de:80/@alice",
  ])("%s contains no mention", (text) => {
    expect(read(text)).toEqual([]);
  });

  test.each([
    ["https://x.com/aขอ@alice", "alice=@alice"],
    ["https://x.com/a。@alice", "alice=@alice"],
    ["(https://x.com)@alice", "alice=@alice"],
    ["[x](https://x.com)@alice", "alice=@alice"],
    ["<https://x.com>@alice", "alice=@alice"],
    ["and/@alice", "alice=@alice"],
    ["v1.0/@alice", "alice=@alice"],
    ["\\\\@alice", "alice=@alice"],
    ["a@b.comขอ@alice", "alice=@alice"],
    ["@alice@bob.smith", "?@alice"],
    ["@Alice Wong@x.com", "alice=@Alice"],
    ["@alice@münchen.de", "?@alice"],
    ["@สมชาย@bob.smith", "somchai=@สมชาย", "smith=@bob.smith"],
  ])("%s contains %s", (text, ...found) => {
    expect(read(text)).toEqual(found);
  });
});

describe("quotes", () => {
  test("a mention in a quote is rendered but notifies nobody", () => {
    const { mentions, recipients } = parseMentions(
      "a > @bob\r\n  >> @alice @admins\r\n@สมชาย > @alice",
      directory,
    );
    expect(mentions.map(({ id, silent }) => [id, silent])).toEqual([
      ["bob", false],
      ["alice", true],
      ["admins", true],
      ["somchai", false],
      ["alice", false],
    ]);
    expect(recipients).toEqual(["user:bob", "user:somchai", "user:alice"]);
  });
});
