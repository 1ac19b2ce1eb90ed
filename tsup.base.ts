import type { Options } from "tsup";

/** The base of every package's tsup.config.ts: ES modules from one entry per subpath export. Their types are tsc's. */
export function packageOptions(options: Options): Options {
  return {
    format: "esm",
    target: "node22.16",
    platform: "node",
    outDir: "dist",
    clean: true,
    splitting: true,
    // tsup would turn `node:sqlite` into `sqlite`, which does not exist.
    removeNodeProtocol: false,
    // Shorter code with the names and the lines that a stack trace shows.
    esbuildOptions(esbuild) {
      esbuild.minifySyntax = true;
    },
    tsconfig: "tsconfig.json",
    ...options,
  };
}
