import { resolve } from "node:path";
import ts from "typescript";

/** Something that a door exports, with its documentation. */
export interface Export {
  readonly door: string;
  readonly name: string;
  /** Whether it exists at run time: a function, a constant or a class. */
  readonly isValue: boolean;
  /** Its docstring without the tags. */
  readonly text: string;
  /** The code of its examples. */
  readonly examples: readonly string[];
}

/** Reads what doors export, through the TypeScript API. */
export function exportsOf(doors: readonly string[]): Export[] {
  const config = ts.readConfigFile("tsconfig.json", ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve("."));
  const program = ts.createProgram([...doors], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  return doors.flatMap((door) => {
    const file = program.getSourceFile(door);
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${door} exports nothing`);
    return checker.getExportsOfModule(module).map((exported): Export => {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
      const tags = symbol.getJsDocTags(checker);
      return {
        door,
        name: exported.name,
        isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
        text: ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim(),
        examples: tags
          .filter((tag) => tag.name === "example")
          .flatMap(({ text }) => codeIn(ts.displayPartsToString(text))),
      };
    });
  });
}

/** The TypeScript blocks of a text in Markdown. */
const codeIn = (text: string): string[] =>
  [...text.matchAll(/^```tsx?\n(.*?)^```$/gms)].map(([, code = ""]) => code);
