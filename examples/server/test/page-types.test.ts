import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("the page's modules fit the client's types", () => {
  const project = fileURLToPath(new URL("../public/tsconfig.json", import.meta.url));
  const { status, stdout } = spawnSync("tsc", ["-p", project], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
}, 30_000);
