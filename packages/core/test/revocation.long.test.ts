import { test } from "vitest";
import { playAll } from "./revocation/play-all.ts";

test(
  "whoever is removed is told nothing that comes after, in 2,000 random schedules",
  () => playAll(2_000),
  600_000,
);
