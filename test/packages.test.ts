import { execFile } from "node:child_process";
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { filterProblems } from "@arethetypeswrong/core/problems";
import { build } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appWith } from "./support/app.ts";
import { packedPackages } from "./support/registry.ts";
import type { Packed } from "./support/registry-service.ts";

interface Manifest {
  readonly name: string;
  readonly license: string;
  readonly description: string;
  readonly publishConfig: object;
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const run = promisify(execFile);
const packages = readdirSync("packages");
const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join("packages", name, "package.json"), "utf8"));
const specifiersOf = ({ name, exports }: Manifest) =>
  Object.keys(exports).map((path) => join(name, path));
/** The largest download of a package, in bytes. Core has all the types of every operation and event. */
const largestDownload = (name: string): number => (name === "core" ? 450_000 : 350 * 1024);
const work = mkdtempSync(join(tmpdir(), "taskwire-packages-"));

let tarballs: readonly Packed[];

beforeAll(async () => {
  tarballs = await packedPackages();
}, 180_000);

afterAll(() => rmSync(work, { recursive: true }));

describe.each(packages)("the published package %s", (name) => {
  const dir = join("packages", name);
  const manifest = manifestOf(name);
  let files: readonly string[];
  let tarball: string;

  beforeAll(() => {
    const packed = tarballs.find(({ name }) => name === manifest.name);
    if (packed === undefined) throw new Error(`npm pack has made nothing of ${manifest.name}`);
    files = packed.files.map(({ path }) => path);
    tarball = packed.tarball;
  });

  test("contains the files that its exports name, and only builds and documents", () => {
    const named = Object.values(manifest.exports).flatMap(({ types, default: code }) =>
      types === undefined || code === undefined ? [] : [types, code],
    );
    expect(named).not.toEqual([]);
    expect(files).toEqual(expect.arrayContaining(named.map((path) => path.slice("./".length))));
    expect(files).toEqual(expect.arrayContaining(["package.json", "LICENSE", "README.md"]));
    const others = files.filter(
      (path) => !/^(dist\/.+\.(js|d\.ts)|templates\/.+|package\.json|[A-Z]+(\.md)?)$/.test(path),
    );
    expect(others).toEqual([]);
  });

  test("is published for everybody, with a proof of where it was built", () => {
    const { publishConfig, license, description } = manifest;
    expect(publishConfig).toEqual({ access: "public", provenance: true });
    expect({ license, sentence: description.endsWith(".") }).toEqual({
      license: "MIT",
      sentence: true,
    });
  });

  test("has a README of the shape of all others: its name, a paragraph, how to get it", () => {
    const [title, , paragraph] = readFileSync(join(dir, "README.md"), "utf8").split("\n");
    expect(title).toBe(`# ${manifest.name}`);
    expect(paragraph).toMatch(/^[A-Z]/);
    const [, command = ""] =
      /^```sh\n(.*)/m.exec(readFileSync(join(dir, "README.md"), "utf8")) ?? [];
    expect(command).toMatch(
      manifest.name.startsWith("@") ? new RegExp(`^npm install .*${manifest.name}`) : /^npm create/,
    );
  });

  test("is a small download", () => {
    expect(readFileSync(tarball).length).toBeLessThanOrEqual(largestDownload(name));
  });

  test("passes publint", async () => {
    const { messages } = await publint({ pack: { tarball: arrayBuffer(tarball) }, strict: true });
    expect(messages.map((message) => formatMessage(message, manifest, { color: false }))).toEqual(
      [],
    );
  });

  test("has types for every way to load ES modules", async () => {
    const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
    if (!analysis.types) throw new Error("It has no types.");
    const kinds = ["node16-esm", "bundler"] as const;
    expect(kinds.flatMap((resolutionKind) => filterProblems(analysis, { resolutionKind }))).toEqual(
      [],
    );
  });

  test("loads with import and with require", async () => {
    const script = `for (const name of ${JSON.stringify(specifiersOf(manifest))}) {
      const loaded = require(name);
      import(name).then((same) => { if (same !== loaded) throw new Error(name); });
    }`;
    await expect(run("node", ["-e", script], { cwd: dir })).resolves.toBeDefined();
  });

  test("has no `any` in its types", () => {
    const places = globSync(join(dir, "dist/**/*.d.ts")).flatMap(anys);
    expect(places).toEqual([]);
  });
});

test("an app without skipLibCheck compiles against all types", async () => {
  const specifiers = packages.flatMap((name) => specifiersOf(manifestOf(name)));
  const uses = specifiers.map(
    (name, i) => `import * as part${i} from "${name}";\nconsole.log(part${i});\n`,
  );
  const app = appWith({ "app.ts": uses.join("") });
  const options = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--lib",
    "es2024,dom,dom.iterable",
  ];
  const compiling = run("tsc", [...options, "--types", "node", "app.ts"], { cwd: app });
  await compiling.catch(({ stdout }: { stdout: string }) => expect.fail(stdout));
});

test("the built SQLite storage starts its thread", async () => {
  const script = `
    const { sqliteStorage } = require("@taskwire/sqlite-storage");
    const storage = sqliteStorage(process.argv[1]);
    storage.open([]).then(() => storage.close());
  `;
  const path = join(work, "thread.db");
  await expect(
    run("node", ["-e", script, path], { cwd: "packages/sqlite-storage" }),
  ).resolves.toBeDefined();
});

test("the client stays small in browsers", async () => {
  const index = await sizeOf("index.js");
  expect(index).toBeLessThanOrEqual(6.25 * 1024);
  // A page with a board. Shared code counts once.
  expect(await sizeOf("index.js", "board/index.js")).toBeLessThanOrEqual(8.5 * 1024);
  expect((await sizeOf("index.js", "signals/index.js")) - index).toBeLessThanOrEqual(600);
});

test.each([
  ["room", 3.9, 5.25],
  ["comments", 3.2, 4.5],
  ["inbox", 1.2, 2.3],
  ["rooms", 0.75, 1.8],
  ["presence", 0.6, 1.5],
  ["boards", 0.9, 1.9],
  ["work", 2.0, 3.1],
  ["counts", 1.6, 2.6],
  ["tabs", 2.4, 2.4],
])("showing %s costs a page with a board few extra bytes", async (name, besideBoard, alone) => {
  const board = ["index.js", "board/index.js"];
  expect(
    (await sizeOf(...board, `${name}/index.js`)) - (await sizeOf(...board)),
  ).toBeLessThanOrEqual(besideBoard * 1024);
  // A page without a board, which needs the code shared by all stores.
  expect(
    (await sizeOf("index.js", `${name}/index.js`)) - (await sizeOf("index.js")),
  ).toBeLessThanOrEqual(alone * 1024);
});

/** Bytes that a page loads for these files of the client: bundled, minified, gzipped. */
async function sizeOf(...files: readonly string[]): Promise<number> {
  const contents = files
    .map((file, index) => `export * as part${index} from "./${file}";`)
    .join("\n");
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: "packages/client/dist" },
    bundle: true,
    logLevel: "error",
    minify: true,
    format: "esm",
    write: false,
  });
  return outputFiles.reduce(
    (sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length,
    0,
  );
}

function arrayBuffer(path: string): ArrayBuffer {
  return new Uint8Array(readFileSync(path)).buffer;
}

function anys(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(`${path}: ${node.parent.getText()}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
