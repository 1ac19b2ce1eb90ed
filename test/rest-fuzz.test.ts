import { expect, test } from "vitest";
import { fuzzRest } from "./fuzz/rest/run.ts";

test("REST answers 6,000 requests drawn from openapi.json as the document says (G1, G2)", {
  timeout: 120_000,
}, async () => {
  const { requests, statuses, operations } = await fuzzRest(1, 6_000);
  expect(requests).toBe(6_000);
  expect(Object.keys(statuses).map(Number)).toEqual([
    200, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422,
  ]);
  expect(statuses[200]).toBeGreaterThan(1_000);
  const worked = Object.values(operations).filter((answers) => answers[200]);
  expect(worked.length).toBeGreaterThan(50);
});
