import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Block, blocksOf } from "./blocks.ts";

const given = resolve("test/docs/given.ts");

/**
 * A page's code blocks as one module whose line numbers are the page's own. Each block sees the names of the blocks
 * before it and may use a name anew; names that no block declares come from `given.ts`.
 *
 * @param more code that sees the names of all blocks.
 */
export function moduleOf(path: string, more = ""): string {
  const names = [...readFileSync(given, "utf8").matchAll(/^export declare \w+ (\w+)/gm)];
  const all = names.map(([, name]) => name).join(", ");
  const head = `import { ${all} } from "${given}";`;
  return joined(blocksOf(path), head, more);
}

/** As {@link moduleOf}, but the blocks have only the names that the page defines, or imports from a file of the reader. */
export function ownModuleOf(path: string): string {
  const blocks = blocksOf(path).map(({ code, ...lines }) => ({
    ...lines,
    code: code.replaceAll(
      /^import (\{[^}]*\}) from "\..*?";$/gm,
      "const $1 = {} as { readonly [name: string]: never };",
    ),
  }));
  return joined(blocks, "export {};", "");
}

function joined(blocks: readonly Block[], head: string, more: string): string {
  const lines = [head];
  for (const { code, firstLine } of blocks) {
    lines[firstLine - 2] = "{";
    code.split("\n").forEach((_, i) => {
      lines[firstLine - 1 + i] = insideABlock(code).split("\n")[i] ?? "";
    });
  }
  return `${Array.from(lines, (line) => line ?? "").join("\n")}\n${more}\n${"}".repeat(blocks.length)}`;
}

/** Code without what may stand only at the top of a module, line by line as before. */
function insideABlock(code: string): string {
  return code
    .replaceAll(/^export (?=const|type|interface)/gm, "")
    .replaceAll(/^export default /gm, "void ")
    .replaceAll(/^import .* from "\..*?";$/gm, "")
    .replaceAll(/^import type \{([^}]*)\} from (".*?");$/gm, (_, names: string, from: string) =>
      typesOf(names.split(","), from),
    )
    .replaceAll(/^import (\w+) from (".*?");$/gm, "const { default: $1 } = await import($2);")
    .replaceAll(/^import \{([^}]*)\} from (".*?");$/gm, (_, names: string, from: string) => {
      const isType = (name: string) => name.trim().startsWith("type ");
      const values = names.split(",").filter((name) => !isType(name));
      const types = names.split(",").filter(isType);
      return `const { ${values.join()} } = await import(${from}); ${typesOf(types, from)}`;
    });
}

const typesOf = (names: readonly string[], from: string): string =>
  names
    .map((name) => name.trim().replace("type ", ""))
    .filter((name) => name !== "")
    .map((name) => `type ${name} = import(${from}).${name};`)
    .join(" ");
