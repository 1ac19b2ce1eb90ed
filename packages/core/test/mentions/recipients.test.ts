import { describe, expect, test } from "vitest";
import { parseMentions } from "../../src/mentions/parse.ts";
import { directory } from "./people.ts";

describe("recipients", () => {
  test.each(["everyone", "ALL", "channel", "ทุกคน", "ทั้งทีม"])(
    "@%s means everyone, and an app can have its own words",
    (word) => {
      expect(parseMentions(`@${word} x`, directory).recipients).toEqual(["group:everyone"]);
    },
  );

  test("the author's own mention is rendered and not notified", () => {
    const { mentions, recipients } = parseMentions("@alice @bob", directory, { author: "alice" });
    expect(mentions).toContainEqual({ kind: "user", id: "alice", start: 0, end: 6, silent: false });
    expect(recipients).toEqual(["user:bob"]);
  });

  test("a group with the author's id is not the author", () => {
    expect(parseMentions("@admins", directory, { author: "admins" }).recipients).toEqual([
      "group:admins",
    ]);
  });

  test("a group that the author may not mention is denied, at its position", () => {
    const text = "@everyone @admins @alice@ทุกคน";
    const { mentions, denied, recipients } = parseMentions(text, directory, { groups: ["admins"] });
    expect(denied).toEqual([
      { kind: "group", id: "everyone", start: 0, end: 9 },
      { kind: "group", id: "everyone", start: 24, end: 30 },
    ]);
    expect(mentions.map(({ id }) => id)).toEqual(["admins", "alice"]);
    expect(recipients).toEqual(["group:admins", "user:alice"]);
    expect(parseMentions("@here @admins", directory, { groups: false })).toMatchObject({
      mentions: [],
      recipients: [],
    });
  });

  test("a group in a quote is silent and needs no permission", () => {
    const { mentions, denied } = parseMentions("> @everyone", directory, { groups: false });
    expect([mentions.map(({ silent }) => silent), denied]).toEqual([[true], []]);
  });

  test("fifty people are notified, and fifty-one are refused with the count", () => {
    const crowd = Array.from({ length: 60 }, (_, index) => ({
      id: `u${index}`,
      handle: `p${index}`,
    }));
    const mention = (count: number) => crowd.slice(0, count).map(({ handle }) => `@${handle}`);
    const fifty = parseMentions([...mention(50), ...mention(50), "@all"].join(" "), crowd);
    expect(fifty.recipients).toHaveLength(51);
    expect(fifty).not.toHaveProperty("refused");
    const more = parseMentions(mention(51).join(" "), crowd);
    expect(more).toMatchObject({ recipients: [], refused: { count: 51, limit: 50 } });
    expect(more.mentions).toHaveLength(51);
    expect(parseMentions(mention(51).join(" "), crowd, { author: "u3" }).recipients).toHaveLength(
      50,
    );
    expect(parseMentions(mention(3).join(" "), crowd, { limit: 2 }).refused).toEqual({
      count: 3,
      limit: 2,
    });
  });
});
