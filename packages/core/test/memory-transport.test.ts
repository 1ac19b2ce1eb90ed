import { describe, test } from "vitest";
import { transportContract } from "../src/testing/transport-contract.ts";
import { memoryTransport } from "../src/transport/memory.ts";

describe("memory transport", () => {
  transportContract({
    test,
    open: async () => {
      const transport = memoryTransport();
      return [transport, transport];
    },
  });
});
