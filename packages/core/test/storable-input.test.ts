import { expect, test } from "vitest";
import { checkStorableInput } from "../src/engine/operation/storable-input.ts";
import { checkStorable } from "../src/model/check-storable.ts";

const nested = (levels: number) => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);

test.each([
  [{ q: { a: "\0" } }, 'notes.put is wrong at "q.a": A text has a NUL character; remove it.'],
  [{ q: { "\0": 1 } }, `notes.put is wrong at "q": A field's name has a NUL character; remove it.`],
  [{ "a\0": 1 }, "notes.put is wrong: A field's name has a NUL character; remove it."],
  [{ "\ud800": 1 }, "notes.put is wrong: A field's name has half a character"],
  [{ q: nested(256) }, "This has more than 256 levels; make it flatter."],
])("the refusal of an input says what is wrong with it, and where (A1)", (input, words) => {
  expect(() => checkStorableInput("notes.put", input)).toThrow(words);
});

test("the refusal of values says how many levels they may have (A1)", () => {
  expect(() => checkStorable(nested(17), 16)).toThrow("more than 16 levels");
  expect(() => checkStorable(nested(16), 16)).not.toThrow();
});
