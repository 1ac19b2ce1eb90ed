import { test } from "vitest";
import { playAll } from "./revocation/play-all.ts";

test(
  "whoever is removed is told nothing that comes after, live, replayed or asked for",
  () => playAll(300),
  60_000,
);
