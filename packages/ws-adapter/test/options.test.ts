import { createServer } from "node:http";
import { createTaskwire } from "@taskwire/core";
import { expect, test } from "vitest";
import { wsAdapter } from "../src/index.ts";

const right = {
  taskwire: createTaskwire(),
  server: createServer(),
  origins: ["https://app.example.com"],
  authenticate: async () => ({ userId: "dao" }),
};

test.each([
  ["taskwire", undefined, "taskwire: give what createTaskwire returned"],
  ["server", {}, "server: give a node:http or node:https server"],
  ["origins", undefined, 'origins: give a list of origins, or "same-origin"'],
  ["origins", ["app.example.com"], 'origins: "app.example.com" is not an origin'],
  ["authenticate", undefined, "authenticate: a function is needed"],
])(
  "refuses to make an adapter without a valid %s (%j), and says what to pass",
  (name, value, message) => {
    expect(() => wsAdapter({ ...right, [name]: value })).toThrow(message);
  },
);
