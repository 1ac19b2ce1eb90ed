import { stripTypeScriptTypes } from "node:module";
import { dirname, resolve } from "node:path";
import ts from "typescript";
import type { Export } from "./exports.ts";

/** An example of a docstring, with the module that each name in it comes from. */
export interface Example {
  readonly of: Export;
  readonly code: string;
  /** Values and types by module. */
  readonly imports: ReadonlyMap<
    string,
    readonly { readonly name: string; readonly isValue: boolean }[]
  >;
}

/** The names that an example declares itself. */
function declaredIn(code: string): Set<string> {
  const names = [...code.matchAll(/\b(?:const|let|function|class|interface|type) (\w+)/g)];
  const taken = [...code.matchAll(/\bconst \{([^}]*)\}/g)].flatMap(([, list = ""]) =>
    list.split(",").map((one) => one.split(":").at(-1)?.trim() ?? ""),
  );
  const imported = [...code.matchAll(/^import \{([^}]*)\}/gm)].flatMap(([, list = ""]) =>
    list.split(",").map((one) => one.trim()),
  );
  return new Set([...names.map(([, name = ""]) => name), ...taken, ...imported]);
}

/** Finds where the names of an example come from: from its own door first, then from others, then from `given`. */
export function exampleOf(
  of: Export,
  code: string,
  exports: readonly Export[],
  given: readonly Export[],
): Example {
  const declared = declaredIn(code);
  const words = new Set(code.match(/(?<!(?<!\.\.)\.)(?<![\w"'`])[A-Za-z_]\w*/g));
  const imports = new Map<string, { name: string; isValue: boolean }[]>();
  const known = [
    ...exports.filter(({ door }) => door === of.door),
    ...exports.filter(({ door }) => door !== of.door),
    ...given,
  ];
  for (const word of words) {
    if (declared.has(word)) continue;
    const found =
      given.find(({ name }) => name === word) ?? known.find(({ name }) => name === word);
    if (!found) continue;
    imports.set(found.door, [
      ...(imports.get(found.door) ?? []),
      { name: word, isValue: found.isValue },
    ]);
  }
  return { of, code, imports };
}

/** Returns what the compiler says of the examples. */
export function problemsOf(examples: readonly Example[]): string[] {
  const config = ts.readConfigFile("tsconfig.json", ts.sys.readFile).config;
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, resolve("."));
  const options = { ...parsed.options, noEmit: true, noUnusedLocals: false };
  const texts = new Map(
    examples.map((example, i) => [resolve(`test/doors/example-${i}.ts`), moduleOf(example)]),
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = texts.get(path);
    return text === undefined
      ? getSourceFile(path, ...rest)
      : ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].flatMap((path, i) => {
    const file = program.getSourceFile(path);
    const found = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    return found.map(
      ({ messageText }) =>
        `${examples[i]?.of.name}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  });
}

/** Makes a module of an example: its imports, and its code in a function, because it may return. */
function moduleOf({ code, imports }: Example): string {
  const lines = [...imports].map(([door, names]) => {
    const list = names.map(({ name, isValue }) => (isValue ? name : `type ${name}`));
    return `import { ${list.join(", ")} } from "${relative(door)}";`;
  });
  const [own, body] = takeImports(code);
  const zod = /\bz\./.test(code) ? ['import { z } from "zod";'] : [];
  return [...zod, ...lines, ...own, `export async function example() {\n${body}\n}`].join("\n");
}

const relative = (path: string) =>
  path.startsWith("test/doors/") ? `./${path.slice(11)}` : `../../${path}`;

const takeImports = (code: string): [imports: string[], body: string] => {
  const imports = code.match(/^import .*$/gm) ?? [];
  return [imports, code.replaceAll(/^import .*$/gm, "")];
};

/** Runs an example. The names of its own imports come from its door, from `given`, or from the module that it names. */
export async function run({ of, code, imports }: Example): Promise<void> {
  const names: { [name: string]: unknown } = {
    z: (await import("zod")).z,
    console: { log() {} },
  };
  for (const [door, wanted] of imports) {
    const module = await import(resolve(dirname("x"), door));
    for (const { name, isValue } of wanted) if (isValue) names[name] = module[name];
  }
  const [own, body] = takeImports(code);
  if (own.length > 0) {
    const module = await import(resolve(of.door));
    const given = await import(resolve("test/doors/given.ts"));
    for (const line of own) {
      const source = await import(/from "(.*)"/.exec(line)?.[1] ?? "");
      for (const name of (/\{(.*)\}/.exec(line)?.[1] ?? "").split(",").map((one) => one.trim()))
        names[name] = module[name] ?? given[name] ?? source[name];
    }
  }
  const text = stripTypeScriptTypes(`async function run() {\n${body}\n}`);
  const make = new Function(...Object.keys(names), `${text}\nreturn run();`);
  await make(...Object.values(names));
}
