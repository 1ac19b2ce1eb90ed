import { storageContract } from "@taskwire/core/testing";
import { describe, test } from "vitest";
import { postgresStorage } from "../src/postgres-storage.ts";
import { postgresUrl, temporarySchema } from "./database.ts";

describe("PostgreSQL storage", () => {
  const schemas = new WeakMap<object, string>();
  const openAt = async (schema: string) => {
    const storage = postgresStorage({ url: await postgresUrl(), schema });
    schemas.set(storage, schema);
    return storage;
  };
  storageContract({
    test,
    open: () => openAt(temporarySchema()),
    beside: (first) => openAt(schemas.get(first) ?? ""),
  });
});
