import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodePageToken,
  encodePageToken,
  type ListName,
} from "../src/engine/operation/page-token.ts";
import { decodeCursor, encodeCursor } from "../src/log/cursor.ts";
import { subscribe } from "../src/protocol/up/subscribe.ts";

const id = fc.stringMatching(/^[\w.:@+=-]{0,128}$/);
const head = fc.option(fc.record({ number: fc.maxSafeNat(), id }), { nil: undefined });
const access = fc.constantFrom("all" as const, "involved" as const);

describe("a cursor", () => {
  test("is decoded to what was encoded", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), id, access, head, (number, id, access, head) => {
        const text = encodeCursor({ number, id, ...(head && { head }) }, access);
        expect(decodeCursor(text)).toEqual({ number, id, access, ...(head && { head }) });
        const frame = { type: "subscribe", topic: "board:sales", after: text };
        expect(subscribe.safeParse(frame).success).toBe(true);
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
      "1~x~a~",
      "1~x~a~2",
      "1~x~a~~y",
      "1~x~a~2~y~",
      "1~x~a~2~y~a",
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
  const list = ["tasks", "sales", "newest"];

  test("is decoded to what was encoded", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 100 }).filter(isStorable), { minLength: 1, maxLength: 5 }),
        (place) => {
          const text = encodePageToken(list, place);
          expect(text).toMatch(/^[\w-]+$/);
          expect(decodePageToken(list, text, { length: place.length })).toEqual(place);
        },
      ),
    );
  });

  test("is refused by every other list, in another order, and if it was changed (A9)", () => {
    const token = encodePageToken(list, ["a", "b"]);
    const decode = (of: ListName, text: string, length = 2) =>
      decodePageToken(of, text, { length });
    expect(decode(list, token)).toEqual(["a", "b"]);
    for (const other of [[], ["tasks", "sales"], ["tasks", "sales", "oldest"], ["a", ...list]])
      expect(() => decode(other, token)).toThrow("is not the `next` of a previous page");
    for (const length of [1, 3]) expect(() => decode(list, token, length)).toThrow();
    for (const changed of [`${token}=`, `${token} `, ` ${token}`, `${token}!`, token.slice(1)])
      expect(() => decode(list, changed), changed).toThrow();
  });

  test("is refused if it is malformed, and not taken for the beginning", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodePageToken(list, text, { length: 1 })).toThrow(
          "`after` is not the `next` of a previous page",
        );
      }),
    );
    const scope = JSON.parse(
      Buffer.from(encodePageToken(list, ["x"]), "base64url").toString(),
    )[0] as string;
    const odd = [
      {},
      [],
      [1],
      [null],
      ["x".repeat(601)],
      ["\0"],
      ["\ud800"],
      Array(7).fill("x"),
      "x",
    ];
    for (const place of odd) {
      const text = JSON.stringify(Array.isArray(place) ? [scope, ...place] : place);
      expect(() =>
        decodePageToken(list, Buffer.from(text).toString("base64url"), { length: 1 }),
      ).toThrow();
    }
  });
});

const isStorable = (text: string) => text.isWellFormed() && !text.includes("\0");
