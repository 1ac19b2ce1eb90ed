import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.ts";

/** Runs as it is in a browser, without a bundler: so the little that it takes from core comes along. */
export default defineConfig(
  packageOptions({
    entry: {
      index: "src/index.ts",
      "approval/index": "src/approval/index.ts",
      "board/index": "src/board/index.ts",
      "boards/index": "src/boards/index.ts",
      "comments/index": "src/comments/index.ts",
      "counts/index": "src/counts/index.ts",
      "deflate/index": "src/deflate/index.ts",
      "inbox/index": "src/inbox/index.ts",
      "mentions/index": "src/mentions/index.ts",
      "presence/index": "src/presence/index.ts",
      "ready/index": "src/ready/index.ts",
      "room/index": "src/room/index.ts",
      "rooms/index": "src/rooms/index.ts",
      "server/index": "src/server/index.ts",
      "signals/index": "src/signals/index.ts",
      "tabs/index": "src/tabs/index.ts",
      "task/index": "src/task/index.ts",
      "work/index": "src/work/index.ts",
    },
    platform: "neutral",
    target: "es2023",
    noExternal: [/^@taskwire\/core/],
    esbuildOptions(options) {
      options.conditions = ["@taskwire/source", "import"];
    },
  }),
);
