import { expect, test } from "vitest";
import { dataWithoutNames, quoteWithoutNames, withoutNames } from "../src/people/anonymous-text.ts";

const how = (names: readonly string[], as = "Former member") => ({
  ...{ userId: "ann", names, as, everywhere: true },
});

test.each([
  [
    "a handle that is in the replacement",
    ["Ann", "me"],
    "Ann and some",
    "Former member and soFormer member",
  ],
  [
    "a name that contains the other",
    ["Ann", "Ann Lee"],
    "Ann Lee, Ann",
    "Former member, Former member",
  ],
  [
    "a name with signs of patterns",
    ["A.n (n)?", "$&"],
    "A.n (n)? Axn $&",
    "Former member Axn Former member",
  ],
  ["a Thai name in running text", ["ใจดี"], "คุณใจดีมา", "คุณFormer memberมา"],
])("%s is replaced once, and a repeat changes nothing", (_, names, text, after) => {
  expect(withoutNames(text, how(names))).toBe(after);
  expect(withoutNames(after, how(names))).toBe(after);
});

test.each([
  ["Ann", ["Ann Lee"], "Ann Lee asked Ann.", "Ann asked Ann."],
  ["A.", ["A. Lee", "al"], "A. Lee is al", "A. is A."],
])("the name %j replaces a longer name that begins with it", (as, names, text, after) => {
  expect(withoutNames(text, how(names, as))).toBe(after);
  expect(withoutNames(after, how(names, as))).toBe(after);
  const quote = { ...how(names, as), everywhere: false };
  expect(quoteWithoutNames(`@${names[0]} asked`, quote)).toBe(`@${as} asked`);
});

test("a quote loses only mentions, unless the names are removed everywhere", () => {
  const few = { ...how(["Ann", "me"]), everywhere: false };
  expect(quoteWithoutNames("@Ann, some Ann", few)).toBe("@Former member, some Ann");
  expect(quoteWithoutNames("@Ann, Ann", how(["Ann"]))).toBe("@Former member, Former member");
});

test.each([
  [["a"], { ok: false, at: "a" }, { ok: false, 'X"t': 'X"' }],
  [["1"], { n: 1, text: "1 of 1" }, { n: 1, text: 'X" of X"' }],
  [["n"], { list: ["one\nline", null, true] }, { list: ['oX"e\nliX"e', null, true] }],
  [
    ['Ann "A" B'],
    { by: 'Ann "A" B', deep: [{ by: 'of Ann "A" B' }] },
    { by: 'X"', deep: [{ by: 'of X"' }] },
  ],
  [["Ann"], null, null],
])(
  "the names %j are removed from texts and field names of data, and from nothing else",
  (names, data, after) => {
    expect(dataWithoutNames(data, how(names, 'X"'))).toEqual(after);
  },
);
