import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("../public/js/", import.meta.url);
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".js"))
  .map((file) => ({ file, text: readFileSync(new URL(file, folder), "utf8") }));

const linesWith = (pattern: RegExp) =>
  sources.flatMap(({ file, text }) =>
    text
      .split("\n")
      .filter((line) => pattern.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );

test("F3: no module of the page handles errors by itself, except these", () => {
  const allowed = [
    // A read marker is sent again with the next message.
    /^chat\.js: store\.read\(\)/,
    // In production, there are no demo accounts.
    /^login\.js: const loadDemoAccounts/,
    // These make an error with a code.
    /^server\.js: const (response|result)/,
    // Nobody waits for the server during a logout.
    /^session\.js: request\("\/auth\/logout"/,
    // These look at the error and throw it again.
    /^task-actions\.js: await client\.tasks\.(edit|reject)/,
  ];
  const found = linesWith(/\.catch\(/);
  expect(found.filter((line) => !allowed.some((pattern) => pattern.test(line)))).toEqual([]);
});

test("F7: no form is reset, because a reset also changes what was chosen", () => {
  // The login has only texts.
  expect(linesWith(/\.reset\(/)).toEqual(["login.js: form.reset();"]);
});

test("F10: no message of an error is drawn", () => {
  const drawn = linesWith(/\berror\b.*\.message\b|\{ message\b/);
  // The session passes a message on to the client, which tells developers.
  expect(drawn.filter((line) => !line.startsWith("session.js"))).toEqual([]);
});
