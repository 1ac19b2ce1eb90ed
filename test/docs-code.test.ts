import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { moduleOf } from "./docs/compile.ts";
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

test("all TypeScript of the docs compiles, and the protocol's types are those of the server", async () => {
  const files = pages.map((page) => {
    const more = page === "docs/protocol.md" ? protocolCheck : "";
    return [`${page.replaceAll("/", "~")}.ts`, moduleOf(page, more)] as const;
  });
  const directory = appWith({
    ...Object.fromEntries(files),
    "tsconfig.json": JSON.stringify({
      extends: resolve("tsconfig.base.json"),
      compilerOptions: {
        types: ["node"],
        lib: ["ES2024", "DOM", "DOM.Iterable"],
        rewriteRelativeImportExtensions: false,
      },
    }),
  });
  await run("tsc", ["-p", directory]).catch(({ stdout }: { stdout: string }) => {
    const problems = stdout.replaceAll(/^.*?([^/]+)\.ts(?=\()/gm, (_, page: string) =>
      page.replaceAll("~", "/"),
    );
    expect.fail(problems);
  });
}, 180_000);
