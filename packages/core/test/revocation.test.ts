import { test } from "vitest";
import { playAll } from "./revocation/play-all.ts";

test(
  "a removed user gets nothing from after the removal: live, replayed or by query",
  () => playAll(300),
  60_000,
);
