import { describe, expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { storageContract } from "../src/testing/storage-contract.ts";

describe("memory storage", () => {
  storageContract({ test, open: async () => memoryStorage() });

  test("two memory storages share nothing", async () => {
    const [one, other] = [memoryStorage(), memoryStorage()];
    await Promise.all([one.open([]), other.open([])]);
    const event = {
      topic: "board:b",
      id: "e",
      type: "t",
      subject: "s",
      at: "",
      actor: "u",
      audience: null,
      records: null,
      data: "{}",
    };
    await one.commit({ reads: [], writes: [], events: [event], result: "null" });
    expect(await other.heads(["board:b"])).toEqual([{ number: 0, id: "" }]);
  });
});
