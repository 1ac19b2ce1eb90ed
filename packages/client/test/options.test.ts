import { expect, test } from "vitest";
import { createClient } from "../src/index.ts";

const right = { url: "wss://app.example/taskwire", token: () => "token" };

test.each([
  ["url", undefined, "url: say where the server listens"],
  ["token", "a-token", "token: give a function"],
])(
  "without a right %s (%j) there is no client, and the message says what to give",
  (name, value, message) => {
    expect(() => createClient({ ...right, [name]: value })).toThrow(message);
  },
);
