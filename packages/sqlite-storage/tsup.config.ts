import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.ts";

/** The writer is an entry of its own, because a thread starts from it. */
export default defineConfig(
  packageOptions({ entry: { index: "src/index.ts", writer: "src/writer.ts" } }),
);
