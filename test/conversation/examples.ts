import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

type Run = (
  names: { readonly [name: string]: unknown },
  load: (module: string) => Promise<unknown>,
) => Promise<void>;

/**
 * The TypeScript examples of a guide as one function. `names` are the variables that the guide
 * takes for granted. `uses` selects the examples; by default, it takes all.
 */
export function examplesOf(
  path: string,
  names: readonly string[],
  uses: (code: string) => boolean = () => true,
): Run {
  const blocks = [...readFileSync(path, "utf8").matchAll(/^```ts\n(.*?)^```$/gms)]
    .map(([, code = ""]) => code)
    .filter(uses);
  const code = blocks
    .join("\n")
    .replace(/^import type .*$/gm, "")
    .replace(/^import (\{[^}]*\}) from (".*?");$/gm, "const $1 = await load($2);");
  const body = stripTypeScriptTypes(`async function run() {\n${code}\n}`);
  const make = new Function(
    "names",
    "load",
    `const { ${names.join(", ")} } = names;\n${body}\nreturn run();`,
  );
  return make as Run;
}
