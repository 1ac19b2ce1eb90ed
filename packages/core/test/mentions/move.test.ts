import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import type { MentionSpan } from "../../src/mentions/mention.ts";
import { moveSpans } from "../../src/mentions/move.ts";

const span = (start: number, end: number): MentionSpan => ({ kind: "user", id: "u", start, end });

test.each([
  ["text before it", "@lek hi", "Hey @lek hi", 4, [span(4, 8)]],
  ["text after it", "@lek hi", "@lek hi there", 13, [span(0, 4)]],
  ["a letter in it", "@lek hi", "@leek hi", 4, []],
  ["its last letter deleted", "@lek hi", "@le hi", 3, []],
  ["a space right after it", "@lek", "@lek ", 5, [span(0, 4)]],
  ["everything replaced", "@lek hi", "Bye", 3, []],
  // Only the caret tells which of the equal letters is new.
  ["an equal sign typed before it", "@@lek", "@@@lek", 1, [span(2, 6)]],
])("E5: a chosen mention after %s", (_, before, after, caret, expected) => {
  const at = before.indexOf("@lek");
  const chosen = [span(at, at + 4)];
  expect(moveSpans(chosen, before, after, caret)).toEqual(expected);
});

property.prop([fc.string(), fc.string(), fc.string(), fc.string(), fc.nat(), fc.nat()])(
  "E5: a mention has the same text after any edit, or is none any more",
  (front, back, insert, _, from, length) => {
    const before = `${front}@lek${back}`;
    const start = from % (before.length + 1);
    const end = Math.min(before.length, start + (length % 5));
    const after = before.slice(0, start) + insert + before.slice(end);
    const chosen = [span(front.length, front.length + 4)];
    const moved = moveSpans(chosen, before, after, start + insert.length);
    for (const { start, end } of moved) expect(after.slice(start, end)).toBe("@lek");
    const isUntouched = end <= front.length || start >= front.length + 4;
    if (isUntouched) expect(moved).toHaveLength(1);
  },
);
