import { describe, expect, test } from "vitest";
import { checkSpans } from "../../src/mentions/check.ts";
import { parseMentions } from "../../src/mentions/parse.ts";
import { directory } from "./people.ts";

const span = (id: string, start: number, end: number, kind: "user" | "group" = "user") => ({
  kind,
  id,
  start,
  end,
});
const problemOf = (text: string, ...spans: ReturnType<typeof span>[]) =>
  checkSpans(text, spans, directory).rejected.map(({ problem }) => problem);

describe("spans from a picker", () => {
  test("decide which of two people is meant, and where a name ends", () => {
    const text = "@นิด @alice\u00ADครับ";
    const chosen = [span("nit2", 0, 4), span("alice", 5, 11)];
    const { spans, rejected } = checkSpans(text, chosen, directory);
    expect([spans, rejected]).toEqual([chosen, []]);
    expect(parseMentions(text, directory, { spans })).toMatchObject({
      mentions: chosen,
      unresolved: [],
      recipients: ["user:nit2", "user:alice"],
    });
  });

  test("follow quotes and permissions like typed mentions", () => {
    const spans = [span("alice", 2, 8), span("admins", 9, 16, "group")];
    expect(parseMentions("> @alice\n@admins", directory, { spans, groups: false })).toMatchObject({
      mentions: [{ id: "alice", silent: true }],
      denied: [{ id: "admins" }],
      recipients: [],
    });
  });

  test.each([
    ["@alice", [span("alice", 0, 7)], "outside"],
    ["@alice", [span("alice", 1, 6)], "outside"],
    ["@alice", [span("alice", -1, 6)], "outside"],
    ["@alice", [span("alice", 0, Number.NaN)], "outside"],
    ["@alice", [span("alice", 0.5, 6)], "outside"],
    ["@alice", [span("alice", 0, 0)], "outside"],
    ["@alice", [span("stranger", 0, 6)], "unknown"],
    ["@alice", [span("alice", 0, 6, "group")], "unknown"],
    ["@alice", [span("bob", 0, 6)], "renamed"],
    ["@alice", [span("alice", 0, 3)], "renamed"],
    ["@สมำ", [span("sam", 0, 3)], "renamed"],
    [`@${"x".repeat(100_000)}`, [span("alice", 0, 100_001)], "renamed"],
    ["`@alice`", [span("alice", 1, 7)], "blocked"],
    ["x@alice", [span("alice", 1, 7)], "blocked"],
    ["https://x.com/@alice", [span("alice", 14, 20)], "blocked"],
    ["@alice", [span("alice", 0, 6), span("alice", 0, 6, "group")], "unknown"],
    ["@นิด", [span("nit1", 0, 4), span("nit2", 0, 4)], "blocked"],
  ])("in %j as %j are rejected: %s", (text, spans, problem) => {
    expect(problemOf(text, ...spans)).toEqual([problem]);
    expect(() => parseMentions(text, directory, { spans })).not.toThrow();
  });

  test("that are wrong leave the typed text to be parsed", () => {
    expect(parseMentions("@alice", directory, { spans: [span("bob", 0, 6)] }).recipients).toEqual([
      "user:alice",
    ]);
  });
});
