import { memoryStorage } from "@taskwire/core";
import { describe, expect, test } from "vitest";
import { approvalCases, casesOnDatabases, checkCase } from "./approvals/case-storages.ts";

const { cases } = approvalCases;

test("there are at least 120 cases, and each has a sentence of its own", () => {
  const sentences = cases.map(({ why }) => why);
  expect(new Set(sentences).size).toBe(sentences.length);
  expect(sentences.length).toBeGreaterThanOrEqual(120);
});

describe("memory", () => {
  test.each(cases)("$why", (one) => checkCase(one, memoryStorage()));
});

// All of them take minutes on a database: see approval-cases.long.test.ts.
casesOnDatabases(cases.filter((_, i) => i % 10 === 0));
