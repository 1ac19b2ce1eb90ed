import { expect, test } from "vitest";
import { SlidingWindow } from "../../src/session/quotas/window.ts";

test("counts the amounts of a period and of up to a quarter more", () => {
  const window = new SlidingWindow(400);
  window.add("lek", 2, 0);
  window.add("lek", 1, 99);
  window.add("lek", 4, 250);
  window.add("dao", 9, 250);
  expect(window.amount("lek", 400)).toBe(7);
  expect(window.amount("lek", 499)).toBe(7);
  expect(window.amount("lek", 500)).toBe(4);
  expect(window.amount("lek", 750)).toBe(0);
});

test("says how long to wait until less counts", () => {
  const window = new SlidingWindow(400);
  window.add("lek", 2, 0);
  window.add("lek", 4, 250);
  expect(window.waitMs("lek", 6, 300)).toBe(0);
  expect(window.waitMs("lek", 5, 300)).toBe(200);
  expect(window.waitMs("lek", 3, 300)).toBe(450);
});

test("after the clock was set back, nobody is locked out for longer than the period", () => {
  const window = new SlidingWindow(400);
  window.add("lek", 2, 10_000);
  expect(window.amount("lek", 100)).toBe(0);
});

test("keeps a bounded number of keys: with more of them, the window gets shorter", () => {
  const window = new SlidingWindow(400);
  for (let i = 0; i < 200_000; i++) window.add(`person-${i}`, 1, 0);
  expect(window.amount("person-0", 0)).toBe(0);
  expect(window.amount("person-199999", 0)).toBe(1);
});
