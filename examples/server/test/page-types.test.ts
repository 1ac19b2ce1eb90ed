import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("the modules of the page match the client's types", () => {
  const project = fileURLToPath(new URL("../public/tsconfig.json", import.meta.url));
  const { status, stdout, error } = spawnSync("tsc", ["-p", project], { encoding: "utf8" });
  expect(error).toBeUndefined();
  expect(status).not.toBeNull();
  // tsc also reports the packages' sources. `npm run typecheck` checks those.
  expect(stdout.split("\n").filter((line) => /public\/js\/\S+ error/.test(line))).toEqual([]);
}, 120_000);
