import { expect, test } from "vitest";
import { commandOf, isOfCommand, placeOf } from "../src/told-event.ts";

test.each([
  { id: "c.0", place: 0 },
  { id: "c.7", place: 7 },
  { id: "c.10", place: 10 },
  { id: "a.b.120", place: 120 },
  { id: "c.123456789", place: 123_456_789 },
  { id: "c.1234567890", place: undefined },
  { id: "c.01", place: undefined },
  { id: "c.00", place: undefined },
  { id: "c.", place: undefined },
  { id: "c.-1", place: undefined },
  { id: "c.1x", place: undefined },
  { id: "c.๑", place: undefined },
  { id: "12", place: undefined },
  { id: "", place: undefined },
])("the place of an event with the id $id is $place", ({ id, place }) => {
  expect(placeOf(id)).toBe(place);
  if (place !== undefined) expect(commandOf(id) + place).toBe(id);
});

test.each([
  { id: "c.3", place: 3, is: true },
  { id: "c.30", place: 30, is: true },
  { id: "d.3", place: 3, is: false },
  { id: "c.d.3", place: 3, is: false },
  { id: "cd.3", place: 3, is: false },
])("whether the event $id is one of the command c is $is", ({ id, place, is }) => {
  expect(isOfCommand("c.", id, place)).toBe(is);
});
