import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.ts";

export default defineConfig(
  packageOptions({
    entry: {
      index: "src/index.ts",
      "doors/operations": "src/doors/operations.ts",
      "doors/adapter": "src/doors/adapter.ts",
      "doors/storage": "src/doors/storage.ts",
      "doors/model": "src/doors/model.ts",
      "doors/protocol": "src/doors/protocol.ts",
      "doors/approvals": "src/doors/approvals.ts",
      "doors/mentions": "src/doors/mentions.ts",
      "doors/schemas": "src/doors/schemas.ts",
      "doors/testing": "src/doors/testing.ts",
    },
  }),
);
