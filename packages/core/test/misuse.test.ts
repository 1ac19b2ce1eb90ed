import { describe, expect, test } from "vitest";
import { conditionMisuses, sound, withCondition } from "./misuse/conditions.ts";
import type { Misuse } from "./misuse/misuse.ts";

const all: readonly Misuse[] = [...conditionMisuses];

describe("is refused before anything is done, with the cure", () => {
  test.each(all.filter(({ says }) => says !== null))("$what", ({ run, says }) => {
    for (const part of [says ?? []].flat()) expect(run).toThrow(part);
  });
});

test("sound conditions are taken", () => {
  for (const own of sound) expect(() => withCondition(own), JSON.stringify(own)).not.toThrow();
});
