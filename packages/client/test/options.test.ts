import { expect, test } from "vitest";
import { createClient } from "../src/index.ts";

const right = { url: "wss://app.example/taskwire", token: () => "token" };

test.each([
  ["url", undefined, "Pass `url`"],
  ["token", "a-token", "`token()`"],
])(
  "refuses to make a client without a valid %s (%j), and says what to pass",
  (name, value, message) => {
    expect(() => createClient({ ...right, [name]: value })).toThrow(message);
  },
);
