import { expect, test } from "vitest";
import { originOf } from "../src/told-event.ts";

const places = [
  { id: "c.0", command: "c.", place: 0 },
  { id: "c.7", command: "c.", place: 7 },
  { id: "c.10", command: "c.", place: 10 },
  { id: "a.b.120", command: "a.b.", place: 120 },
  { id: "a\nb.3", command: "a\nb.", place: 3 },
  { id: "c.123456789", command: "c.", place: 123_456_789 },
];
const others = ["c.1234567890", "c.01", "c.00", "c.", "c.-1", "c.1x", "c.๑", "c.1\n", "12", ""];

test.each(places)("the event $id is at place $place of its command", ({ id, command, place }) => {
  expect(originOf(id)).toEqual({ command, place });
});

test.each(others)("the event %j has no place in a command", (id) => {
  expect(originOf(id)).toBeUndefined();
});

test("the origin of the event before makes no difference", () => {
  const commands = ["c.", "d.", "c.d.", "cd.", "c.1."];
  const befores = commands.flatMap((command) =>
    [0, 2, 6, 9, 11, 29].map((place) => ({ command, place })),
  );
  const ids = commands.flatMap((command) =>
    ["3", "10", "01", "30", "x", ""].map((end) => command + end),
  );
  for (const id of [...ids, ...others, ...places.map((one) => one.id)])
    for (const before of befores) expect(originOf(id, before)).toEqual(originOf(id));
});
