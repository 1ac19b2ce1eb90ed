import { test } from "vitest";
import { playAll } from "./revocation/play-all.ts";

test(
  "a removed user gets nothing from after the removal, in 2,000 random schedules",
  () => playAll(2_000),
  600_000,
);
