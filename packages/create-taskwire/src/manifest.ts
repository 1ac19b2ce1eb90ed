import type { Choice } from "./arguments.ts";

/** The choices that decide which files an app has. */
export interface Shape {
  readonly server: Choice<"server">;
  readonly page: Choice<"page">;
}

/** The versions of packages of others. They are those that taskwire's own tests use. */
export const versions = {
  "@types/express": "^5.0.0",
  "@types/node": "^24.0.0",
  "@types/react": "^19.3.3",
  "@types/react-dom": "^19.3.0",
  esbuild: "^0.28.2",
  express: "^5.3.0",
  react: "^19.3.1",
  "react-dom": "^19.3.1",
  typescript: "^7.0.2",
} as const;

/** The package.json of an app. All packages of taskwire have one version. */
export function manifestOf(name: string, { server, page }: Shape, taskwire: string): string {
  const of = (names: readonly (keyof typeof versions)[]) =>
    Object.fromEntries(names.map((one) => [one, versions[one]]));
  const ours = (names: readonly string[]) =>
    Object.fromEntries(names.map((one) => [`@taskwire/${one}`, `^${taskwire}`]));
  const isExpress = server === "express";
  const isReact = page === "react";
  const manifest = {
    name,
    version: "0.0.0",
    private: true,
    type: "module",
    engines: { node: ">=22.18" },
    scripts: {
      start: "node src/main.ts",
      dev: "node --watch src/main.ts",
      test: "node --test",
      typecheck: "tsc",
    },
    dependencies: {
      ...ours(["client", "core"]),
      ...ours(isExpress ? ["express-adapter"] : []),
      ...ours(isReact ? ["react"] : []),
      ...ours(["sqlite-storage", "ws-adapter"]),
      ...of(["esbuild", ...(isExpress ? (["express"] as const) : [])]),
      ...of(isReact ? ["react", "react-dom"] : []),
    },
    devDependencies: of([
      ...(isExpress ? (["@types/express"] as const) : []),
      "@types/node",
      ...(isReact ? (["@types/react", "@types/react-dom"] as const) : []),
      "typescript",
    ]),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
