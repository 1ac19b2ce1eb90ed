import { expect, test } from "vitest";
import { ToldTexts } from "../src/engine/records/told-texts.ts";

const of = (more: object) => ({
  ...{ id: "e1|dao", version: 7, userId: "dao", title: "รถ", reasons: ["assigned"], for: null },
  ...more,
});
const changed = { id: "e1|dao", version: 7, number: 3, userId: "dao", title: "รถ", for: ["nok"] };

/** The JSON of records one after the other, and how many of them were made as a whole. */
function textsOf(records: readonly object[]) {
  const texts = new ToldTexts();
  let made = 0;
  const all = records.map((record) =>
    texts.textOf(record, "userId", () => {
      made++;
      return JSON.stringify({ ...record, version: undefined });
    }),
  );
  return { all, made };
}

test.each([
  ["other people", of({ id: "e1|lek", userId: "lek" }), 1],
  ["people with quotes in their ids", of({ id: 'e1|"', userId: '"' }), 1],
  ["an equal list", of({ reasons: ["assigned"] }), 1],
  ["another title", of({ title: "รถไฟ" }), 2],
  ["another list", of({ reasons: ["assigned", "message"] }), 2],
  ["another text in a list", of({ reasons: ["message"] }), 2],
  ["a list instead of null", of({ for: ["nok"] }), 2],
  ["a field more", of({ more: 1 }), 2],
  ["a field less", { id: "e1|lek", version: 7, userId: "lek", title: "รถ", for: null }, 2],
  [
    "another field",
    { id: "e1|lek", version: 7, userId: "lek", title: "รถ", roles: ["assigned"], for: null },
    2,
  ],
  ["a number", { ...changed, number: 4 }, 2],
])("records with %s have their own JSON", (_, record, made) => {
  const records = [of({}), record, of({ id: "e1|mali", userId: "mali" })];
  const texts = textsOf(records);
  expect(texts.all).toEqual(records.map((one) => JSON.stringify({ ...one, version: undefined })));
  expect(textsOf(records.slice(0, 2)).made).toBe(made);
});

test("a record that is known to be like another one needs no comparison", () => {
  const texts = new ToldTexts();
  const first = of({});
  const people = ["lek", "mali", "nok"];
  const all = people.map((userId) => of({ id: `e1|${userId}`, userId }));
  const json = (record: object) => JSON.stringify({ ...record, version: undefined });
  let made = 0;
  const textOf = (record: object) =>
    texts.textOf(
      record,
      "userId",
      () => {
        made++;
        return json(record);
      },
      first,
    );
  // The first one is not needed, because that person is not connected.
  expect(all.map(textOf)).toEqual(all.map(json));
  expect(made).toBe(1);
});

test("changed records have their numbers", () => {
  const records = [changed, { ...changed, id: "e1|lek", number: 12, userId: "lek" }];
  const texts = textsOf(records);
  expect(texts.all).toEqual(records.map((one) => JSON.stringify({ ...one, version: undefined })));
  expect(texts.made).toBe(1);
});

test("records in another order of fields are made as a whole", () => {
  const record = { userId: "dao", id: "e1|dao", title: "T" };
  expect(textsOf([record, record, record])).toEqual({
    all: Array.from({ length: 3 }, () => JSON.stringify(record)),
    made: 3,
  });
});
