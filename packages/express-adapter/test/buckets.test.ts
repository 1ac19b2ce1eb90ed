import { expect, test } from "vitest";
import { Buckets } from "../src/buckets.ts";

const limits = { callsPerSecond: 10, callBurst: 20 };

test("each user has a bucket, which fills again over time", () => {
  const buckets = new Buckets(limits);
  for (let i = 0; i < 20; i++) expect(buckets.take("dao", 0)).toBe(0);
  expect(buckets.take("dao", 0)).toBe(100);
  expect(buckets.take("lek", 0)).toBe(0);
  expect(buckets.take("dao", 100)).toBe(0);
  expect(buckets.take("dao", 100)).toBe(100);
});

test("a user who calls without pause is remembered, and one whose bucket must be full again is forgotten", () => {
  const buckets = new Buckets(limits);
  let taken = 0;
  for (let time = 0; time < 10_000; time += 10) {
    if (buckets.take("dao", time) === 0) taken++;
    buckets.take(`guest-${time}`, time);
  }
  // A bucket is full after two seconds.
  expect(buckets.size).toBeLessThanOrEqual(202);
  expect(taken).toBeLessThanOrEqual(20 + 100);
});
