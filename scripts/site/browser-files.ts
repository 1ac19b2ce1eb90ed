import { basename } from "node:path";
import { build } from "esbuild";

/** Bundles the scripts and the style of the pages. */
export async function browserFiles(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [
      "site/js/site.ts",
      "site/js/demo.ts",
      "site/js/mentions-box.ts",
      "site/style/site.css",
    ],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["@taskwire/source"],
    minify: true,
    outdir: "assets",
    entryNames: "[name]",
    write: false,
    logLevel: "silent",
  });
  return new Map(outputFiles.map(({ path, contents }) => [`assets/${basename(path)}`, contents]));
}
