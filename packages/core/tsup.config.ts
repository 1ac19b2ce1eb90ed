import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.ts";

export default defineConfig(
  packageOptions({
    entry: {
      index: "src/index.ts",
      "model/index": "src/model/index.ts",
      "protocol/index": "src/protocol/index.ts",
      "mentions/index": "src/mentions/index.ts",
      "storage/storage": "src/storage/storage.ts",
      "storage/archive": "src/storage/archive.ts",
      "transport/transport": "src/transport/transport.ts",
      "testing/index": "src/testing/index.ts",
    },
  }),
);
