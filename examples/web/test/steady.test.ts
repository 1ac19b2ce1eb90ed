import { expect, test } from "vitest";
import { arrange } from "../src/board/steady.ts";

const nobody = () => false;

test("a held list keeps its rows; newcomers wait, and older ones come at the end", () => {
  const shown = ["c", "b"];
  expect(arrange(shown, ["e", "d", "c", "b", "a"], nobody)).toEqual({
    shown: ["c", "b", "a"],
    waiting: ["e", "d"],
  });
});

test("a held list keeps rows that don't belong there any more", () => {
  expect(arrange(["c", "b", "a"], ["c", "a"], nobody)).toEqual({
    shown: ["c", "b", "a"],
    waiting: [],
  });
  expect(arrange(["c", "b"], ["d"], nobody)).toEqual({ shown: ["c", "b"], waiting: ["d"] });
});

test("a request of the person's own is shown at once", () => {
  expect(arrange(["b"], ["d", "c", "b"], (id) => id === "d")).toEqual({
    shown: ["d", "b"],
    waiting: ["c"],
  });
});
