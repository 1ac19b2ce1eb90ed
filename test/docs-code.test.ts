import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { blocksOf } from "./docs/blocks.ts";
import { moduleOf, ownModuleOf } from "./docs/compile.ts";
import { appWith } from "./support/app.ts";

const run = promisify(execFile);
const readers = ["README.md", "packages/*/README.md", "examples/*/README.md"];
const pages = globSync([...readers, "docs/*.md", "docs/decisions/*.md"]);

// A server's frames have to fit the types of the protocol's page, and frames of those types have to fit the server.
const protocolCheck = `
type Plain<T> = T extends object ? { -readonly [Field in keyof T]: Plain<T[Field]> } : T;
type Up = import("@taskwire/core/protocol").Up;
type Down = Plain<Exclude<import("@taskwire/core/protocol").Down, Typing | Presence> | Typing | Presence>;
type UpOfPage = Authenticate | Call | ClientPing | Pong | SendTyping | Subscribe | Unsubscribe | WatchPresence;
type DownOfPage =
  | Authenticated | Events | Inbox | Ping | Pong | Presence | Problem | Refresh | Reload
  | Result | Revoked | Rooms | Subscribed | Typing | Unsubscribed | Welcome;
const ups: readonly Up[] = [] as UpOfPage[];
const downs: readonly DownOfPage[] = [] as Down[];
const everyType: UpOfPage["type"] | DownOfPage["type"] = {} as Up["type"] | Down["type"];
`;

/** Compiles a module for each page. Returns the compiler's messages, with the pages' names. */
async function problemsOf(moduleOf: (page: string) => string): Promise<string> {
  const directory = appWith({
    ...Object.fromEntries(pages.map((page) => [`${page.replaceAll("/", "~")}.ts`, moduleOf(page)])),
    "tsconfig.json": JSON.stringify({
      extends: resolve("tsconfig.base.json"),
      compilerOptions: {
        types: ["node"],
        lib: ["ES2024", "DOM", "DOM.Iterable"],
        rewriteRelativeImportExtensions: false,
      },
    }),
  });
  const told = await run("tsc", ["-p", directory]).catch((error: { stdout: string }) => error);
  return told.stdout.replaceAll(/^.*?([^/]+)\.ts(?=\()/gm, (_, page: string) =>
    page.replaceAll("~", "/"),
  );
}

test("all TypeScript of the docs compiles, and the protocol's types are those of the server", async () => {
  const more = (page: string) => (page === "docs/protocol.md" ? protocolCheck : "");
  expect(await problemsOf((page) => moduleOf(page, more(page)))).toBe("");
}, 180_000);

test("a page that calls `draw` says what it is", () => {
  const drawing = pages.filter((page) => blocksOf(page).some(({ code }) => /\bdraw\(/.test(code)));
  const silent = drawing.filter((page) => !/`draw`\s+is\s+your/.test(readFileSync(page, "utf8")));
  expect(silent).toEqual([]);
});

test("a program of the docs, which makes a node, defines everything that it uses", async () => {
  const problems = await problemsOf((page) => ownModuleOf(page));
  const unknown = problems.matchAll(/^(\S+)\((\d+),\d+\): error TS(?:2304|2552|18004): (.*)$/gm);
  const inPrograms = [...unknown].filter(([, page = "", line]) =>
    blocksOf(page).some(
      ({ code, firstLine, lastLine }) =>
        /^import \{[^}]*\bcreateTaskwire\b/m.test(code) &&
        Number(line) >= firstLine &&
        Number(line) <= lastLine,
    ),
  );
  expect(inPrograms.map(([text]) => text)).toEqual([]);
}, 180_000);
