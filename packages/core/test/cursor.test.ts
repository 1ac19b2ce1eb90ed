import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCursor, encodeCursor } from "../src/log/cursor.ts";
import { decodeAfter, encodeNext } from "../src/operations/page.ts";

const id = fc.stringMatching(/^[\w.:@+=-]{0,128}$/);
const access = fc.constantFrom("all" as const, "involved" as const);

describe("a cursor", () => {
  test("is decoded to what was encoded", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), id, access, (number, id, access) => {
        expect(decodeCursor(encodeCursor({ number, id }, access))).toEqual({ number, id, access });
      }),
    );
  });

  test("is refused if it is malformed", () => {
    const wrong = [
      "",
      "~",
      "1~x",
      "1~x~b",
      "-1~x~a",
      "1.5~x~a",
      "1~x~y~a",
      "99999999999999999~x~a",
      "1~x~a\n",
      " 1~x~a",
      "٣~x~a",
    ];
    for (const text of wrong) expect(decodeCursor(text), text).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cursor = decodeCursor(text);
        if (cursor) expect(encodeCursor(cursor, cursor.access)).toBe(text.replace(/^0+(?=\d)/, ""));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a position in a list", () => {
  test("is decoded to what was encoded", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 100 }), { minLength: 1, maxLength: 6 }),
        (place) => {
          const text = encodeNext(place);
          expect(text).toMatch(/^[\w-]+$/);
          expect(decodeAfter(text ?? undefined)).toEqual(place);
        },
      ),
    );
  });

  test("is refused if it is malformed, and not taken for the beginning", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeAfter(text)).toThrow("`after` is not the `next` of a previous page");
      }),
    );
    const odd = [{}, [], [1], [null], ["x".repeat(301)], Array(7).fill("x"), "x"];
    for (const place of odd) {
      expect(() => decodeAfter(Buffer.from(JSON.stringify(place)).toString("base64url"))).toThrow();
    }
  });
});
