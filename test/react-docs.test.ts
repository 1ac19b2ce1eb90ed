// @vitest-environment happy-dom
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { expect, onTestFinished, test, vi } from "vitest";
import { startApp } from "../packages/react/test/app.ts";
import { exportsOf } from "./doors/exports.ts";
import { appWith } from "./support/app.ts";

const run = promisify(execFile);
const exports = exportsOf(["packages/react/src/index.ts", "packages/react/src/composer/index.ts"]);
const ofComposer = ["useComposer", "useMentionInput"];
const blocksOf = (path: string) =>
  [...readFileSync(path, "utf8").matchAll(/^```tsx\n(.*?)^```$/gms)].map(([, code = ""]) => code);
const blocks = blocksOf("packages/react/README.md");
// The page's parts form one file, apart from what each of them imports.
const page = blocksOf("docs/react.md");

/** Names that the examples take for granted. */
const given = `
import { createTaskwire } from "@taskwire/core";
import type { Client } from "@taskwire/client";
import * as hooks from "@taskwire/react";
export const taskwire = createTaskwire();
declare module "@taskwire/react" {
  interface Register {
    readonly app: typeof taskwire;
  }
}
export const client = {} as Client<typeof taskwire>;
export const [boardId, taskId, roomId, version] = ["sales", "t", "r", 1] as const;
export const task = {} as hooks.TaskShown | undefined;
export const Board = (_: { readonly boardId: string }) => null;
`;

test("everything that is exported has a docstring, and what exists at run time has an example", () => {
  expect(exports.filter(({ text }) => text === "").map(({ name }) => name)).toEqual([]);
  const without = exports.filter((one) => one.isValue && one.examples.length === 0);
  expect(without.map(({ name }) => name)).toEqual([]);
});

test("the examples of docstrings, the README and the guide compile with the types of an app", async () => {
  const values = exports.filter(({ isValue }) => isValue).map(({ name }) => name);
  const names = ["client", "boardId", "taskId", "roomId", "version", "task", "Board"];
  const examples = exports.flatMap(({ name, examples }) =>
    examples
      .filter((code) => !code.includes("declare module"))
      .map((code, i): [string, string] => {
        const own = new Set(
          [...code.matchAll(/const (?:\{([^}]*)\}|(\w+))/g)].flatMap(
            ([, list, one]) => one ?? list?.split(",").map((word) => word.trim()),
          ),
        );
        return [
          `${name}-${i}.tsx`,
          `import { ${values.filter((value) => !ofComposer.includes(value))} } from "@taskwire/react";
import { type MentionText, ${ofComposer} } from "@taskwire/react/composer";
import { useState } from "react";
import { ${names.filter((word) => !own.has(word))} } from "./given.ts";
export function Example() {
${code}
return null;
}
void [${values}, useState];
export type Text = MentionText;`,
        ];
      }),
  );
  const directory = appWith({
    "given.ts": given,
    ...Object.fromEntries(examples),
    ...Object.fromEntries(
      page.map((code, i) => [
        `page-${i}.tsx`,
        (code.includes("<Requests") ? 'import { Requests } from "./page-1.tsx";\n' : "") +
          code.replace("../server/taskwire.ts", "./given.ts"),
      ]),
    ),
    ...Object.fromEntries(
      blocks.map((code, i) => [
        `readme-${i}.tsx`,
        code.replace("../server/taskwire.ts", "./given.ts"),
      ]),
    ),
    "tsconfig.json": JSON.stringify({
      extends: resolve("tsconfig.base.json"),
      compilerOptions: {
        types: ["node"],
        jsx: "react-jsx",
        lib: ["ES2024", "DOM"],
        rewriteRelativeImportExtensions: false,
      },
    }),
  });
  await run("tsc", ["-p", directory]).catch(({ stdout }: { stdout: string }) =>
    expect.fail(stdout),
  );
}, 120_000);

test("the README's first code is a live board", async () => {
  const app = await startApp();
  onTestFinished(() => app.close());
  const { as, taskwire } = app;
  await taskwire.system.boards.create({ id: "sales", name: "Sales" });
  for (const userId of ["dao", "lek"])
    await taskwire.system.members.add({ boardId: "sales", userId });
  const address = app.client("dao");
  // The board is Dao's, on the server of this test.
  const code = (blocks[0] ?? "").replace(/createClient\(\{.*?\}\)/s, "globalThis.shown");
  const { code: script } = await transform(code, { loader: "tsx", jsx: "automatic" });
  const file = join(resolve("test"), `.readme-${process.pid}.mjs`);
  writeFileSync(file, script);
  onTestFinished(async () => (await import("node:fs")).rmSync(file));
  Object.assign(globalThis, { shown: address });
  const { App } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
    App: () => never;
  };
  const { createElement } = await import("react");
  const { page } = app.show(createElement(App));
  await as("lek").tasks.create({ boardId: "sales", title: "Plates" });
  await vi.waitFor(() => expect(page.textContent).toContain("Plates: pending Approve"), 30_000);
  page.querySelector("button")?.click();
  await vi.waitFor(() => expect(page.textContent).toContain("Plates: approved"), 30_000);
}, 30_000);
