import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.ts";

/** The command, and what it does as a function. */
export default defineConfig(
  packageOptions({ entry: { index: "src/index.ts", main: "src/main.ts" } }),
);
