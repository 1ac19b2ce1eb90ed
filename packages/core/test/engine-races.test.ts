import { describe, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { engineContract } from "../src/testing/engine-contract.ts";

describe("people who act at the same moment", () => {
  engineContract({ test, open: async () => memoryStorage() });
});
