import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("../page", import.meta.url));
const types = { html: "text/html", js: "text/javascript", css: "text/css" };

/** Bundles the folder `page`. Returns each file by its path, with its type. */
export async function pageFiles() {
  const { outputFiles } = await build({
    entryPoints: [`${folder}/main.ts*`, `${folder}/style.css`],
    outdir: "/",
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    write: false,
  });
  const file = (type: keyof typeof types, body: string) =>
    ({ type: `${types[type]}; charset=utf-8`, body }) as const;
  return new Map([
    ["/", file("html", await readFile(`${folder}/index.html`, "utf8"))],
    ...outputFiles.map(({ path, text }) => {
      const name = path.endsWith(".css") ? "css" : "js";
      return [name === "css" ? "/style.css" : "/main.js", file(name, text)] as const;
    }),
  ]);
}
