import { engineContract } from "@taskwire/core/testing";
import { describe, test } from "vitest";
import { postgresStorage } from "../src/postgres-storage.ts";
import { postgresUrl, temporarySchema } from "./database.ts";

describe("two nodes on one PostgreSQL database", () => {
  const schemas = new WeakMap<object, string>();
  const openAt = async (schema: string) => {
    const storage = postgresStorage({ url: await postgresUrl(), schema, connections: 5 });
    schemas.set(storage, schema);
    return storage;
  };
  engineContract({
    test,
    open: () => openAt(temporarySchema()),
    beside: (first) => openAt(schemas.get(first) ?? ""),
    rounds: 60,
  });
});
