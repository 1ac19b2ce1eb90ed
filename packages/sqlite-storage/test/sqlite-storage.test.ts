import { storageContract } from "@taskwire/core/testing";
import { describe, test } from "vitest";
import { sqliteStorage } from "../src/sqlite-storage.ts";
import { temporaryFile } from "./files.ts";

describe("SQLite storage", () => {
  const paths = new WeakMap<object, string>();
  const openAt = (path: string) => {
    const storage = sqliteStorage(path);
    paths.set(storage, path);
    return storage;
  };
  storageContract({
    test,
    open: async () => openAt(temporaryFile()),
    beside: async (first) => openAt(paths.get(first) ?? ""),
  });
});
