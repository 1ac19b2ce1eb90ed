import { expect, test } from "vitest";
import { createClient } from "../src/index.ts";

const right = { url: "wss://app.example/taskwire", token: () => "token" };

test.each([
  ["url", undefined, "url: say where the server listens"],
  ["token", "a-token", "token: give a function"],
])(
  "refuses to make a client without a valid %s (%j), and says what to pass",
  (name, value, message) => {
    expect(() => createClient({ ...right, [name]: value })).toThrow(message);
  },
);
