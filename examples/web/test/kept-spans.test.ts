import { expect, test } from "vitest";
import { keptSpans } from "../src/thread/kept-spans.ts";

const text = "Ask Lek, then Dao.";
const mentions = [
  { id: "lek", start: 4, end: 7 },
  { id: "dao", start: 14, end: 17 },
];
const namesIn = (after: string) =>
  keptSpans(text, after, mentions).map(({ id, start, end }) => [id, after.slice(start, end)]);

test("mentions stay with their names when a text is edited, and go when somebody types in them", () => {
  expect(namesIn(text)).toEqual([
    ["lek", "Lek"],
    ["dao", "Dao"],
  ]);
  expect(namesIn("Please ask Lek, then Dao.")).toEqual([
    ["lek", "Lek"],
    ["dao", "Dao"],
  ]);
  expect(namesIn("Ask Lek and Nok, then Dao.")).toEqual([
    ["lek", "Lek"],
    ["dao", "Dao"],
  ]);
  expect(namesIn("Ask Lex, then Dao.")).toEqual([["dao", "Dao"]]);
  expect(namesIn("Ask Lek.")).toEqual([["lek", "Lek"]]);
  expect(namesIn("")).toEqual([]);
});
