import { build } from "esbuild";
import { expect, test } from "vitest";

// Each storage starts a thread. With all of core and its schema library in it, opening a database takes twice as long,
// and each thread has 15 MB more.
test("the thread that writes loads of core only what it needs", async () => {
  const { metafile } = await build({
    entryPoints: ["packages/sqlite-storage/src/writer.ts"],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    conditions: ["@taskwire/source"],
    // Like Node, which loads also what is not used.
    ignoreAnnotations: true,
  });
  const others = Object.keys(metafile.inputs).filter(
    (file) => !file.startsWith("packages/sqlite-storage/src/"),
  );
  expect(others.sort()).toEqual([
    "packages/core/src/doors/storage.ts",
    "packages/core/src/errors.ts",
    "packages/core/src/model/is-record.ts",
    "packages/core/src/model/partial-index.ts",
    "packages/core/src/model/told-declaration.ts",
    "packages/core/src/storage/declaration.ts",
    "packages/core/src/storage/trim.ts",
  ]);
});
