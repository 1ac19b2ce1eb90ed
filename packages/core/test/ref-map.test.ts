import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { RefMap } from "../src/engine/records/ref-map.ts";

const collection = fc.constantFrom("tasks", "users", "boards");
const id = fc.nat(12).map(String);
const step = fc.record({ collection, id, value: fc.option(fc.nat(), { nil: undefined }) });

test.prop([fc.nat(30), fc.array(step, { maxLength: 60 })])(
  "a map of records has what was set and not deleted since, with few entries and with many",
  (filled, later) => {
    const map = new RefMap<number>();
    const expected = new Map<string, number>();
    const first = Array.from({ length: filled }, (_, i) => ({
      collection: i % 2 ? ("tasks" as const) : ("users" as const),
      id: String(i >> 1),
      value: i,
    }));
    const steps: typeof later = [...first, ...later];
    for (const { collection, id, value } of steps) {
      if (value === undefined) {
        map.delete({ collection, id });
        expected.delete(`${collection} ${id}`);
      } else {
        map.set({ collection, id }, value);
        expected.set(`${collection} ${id}`, value);
      }
    }
    expect(map.size).toBe(expected.size);
    expect(map.values().sort()).toEqual([...expected.values()].sort());
    for (const collection of ["tasks", "users", "boards"]) {
      const of = new Map(map.of(collection));
      for (let i = 0; i <= 15; i++) {
        const value = expected.get(`${collection} ${i}`);
        expect(map.get(collection, String(i))).toBe(value);
        expect(map.has(collection, String(i))).toBe(value !== undefined);
        expect(of.get(String(i))).toBe(value);
      }
    }
  },
);
