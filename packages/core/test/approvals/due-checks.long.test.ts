import { test } from "vitest";
import { randomFrom } from "../../src/testing/random.ts";
import { killNodes } from "./killed-nodes.ts";

test.each([1, 2, 3])(
  "two servers that are killed at random 200 times lose nothing and do nothing twice (seed %i)",
  async (seed) => {
    await killNodes({ kills: 200, tasks: 60, random: randomFrom(seed) });
  },
);
