import { afterEach, describe, expect, test, vi } from "vitest";
import { type PreparedDirectory, prepareDirectory } from "../../src/mentions/directory.ts";
import { parseMentions } from "../../src/mentions/parse.ts";
import { TrieWalk } from "../../src/mentions/trie.ts";

const length = 20_000;
const fill = (piece: string): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** Names that are prefixes of each other, so that each search goes as deep as possible. */
function crowd(size: number): PreparedDirectory {
  return prepareDirectory(
    Array.from({ length: size }, (_, index) => ({
      id: `u${index}`,
      handle: `a${"ab".repeat(index % 90)}${index}`,
      names: [
        "a".repeat(1 + (index % 200)),
        `${"น้ำ".repeat(1 + (index % 60))}`,
        `ก@${"ก@".repeat(index % 90)}`,
      ],
    })),
  );
}

const few = crowd(200);
const many = crowd(10_000);
const hostile = [
  "@",
  "@a",
  "@a ",
  `@${"a".repeat(199)}!`,
  "@aababababx ",
  "@น้ำ",
  "ก@น้ํา",
  "ก@",
  "@a\u0301",
  "@ a a",
  "@a\u200B",
];

afterEach(() => void vi.restoreAllMocks());

function steps(text: string, directory: PreparedDirectory): number {
  const step = vi.spyOn(TrieWalk.prototype, "step");
  parseMentions(text, directory);
  const count = step.mock.calls.length;
  step.mockRestore();
  return count;
}

describe("the cost is linear for any text and any directory", () => {
  test.each(hostile)(
    "%j repeated takes at most one step in the directory for each code unit",
    (piece) => {
      const taken = steps(fill(piece), many);
      expect(taken).toBeLessThanOrEqual(length);
      expect(taken).toBeLessThanOrEqual(steps(fill(piece), few) + length / 100);
    },
  );

  test("the steps are counted", () => {
    expect(steps(fill("@aaaa "), many)).toBeGreaterThan(length / 2);
  });
});
