import ts from "typescript";
import { markdownPassages } from "./markdown.ts";
import type { Passage } from "./passage.ts";

const titleFunctions = ["test", "it", "describe", "clause"];

/** The comments of a TypeScript or JavaScript file, the titles of its tests, and the names of planted faults. */
export function codePassages(file: string, text: string): Passage[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  const lineOf = (at: number): number => source.getLineAndCharacterOfPosition(at).line + 1;
  const titled = new Set(titleFunctions);
  const titles: Passage[] = [];
  const titleFields = new Set<string>();
  const fields: { name: string; passage: Passage }[] = [];
  // Outside of these, `//` and `/*` begin a comment.
  const literals: { from: number; to: number }[] = [];

  const walk = (node: ts.Node): void => {
    if (isText(node)) literals.push({ from: node.getStart(source), to: node.end });
    if (ts.isImportSpecifier(node) && titleFunctions.includes(node.propertyName?.text ?? "")) {
      titled.add(node.name.text);
    }
    if (ts.isCallExpression(node) && titled.has(firstName(node.expression))) {
      const title = node.arguments[0] && stringOf(node.arguments[0], source);
      if (title) {
        titles.push(title);
        for (const [, name = ""] of title.text.matchAll(/(?:^|[.!?:;]\s+)\$(\w+)/g)) {
          titleFields.add(name);
        }
      }
    }
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) {
      const passage = stringOf(node.initializer, source);
      if (passage) fields.push({ name: node.name.text, passage });
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
  if (/(^|\/)faults\/[^/]*\.ts$/.test(file)) titleFields.add("name");
  titles.push(...fields.filter(({ name }) => titleFields.has(name)).map(({ passage }) => passage));
  return [...commentsOf(text, literals, lineOf).flatMap(markdownPassages), ...titles];
}

/** `test` for `test`, `test.each(table)`, `test.runIf(condition)` and the like. */
function firstName(callee: ts.Expression): string {
  if (ts.isIdentifier(callee)) return callee.text;
  if (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) {
    return firstName(callee.expression);
  }
  return ts.isTaggedTemplateExpression(callee) ? firstName(callee.tag) : "";
}

/** The words of a string, as far as they stand in the file. */
function stringOf(node: ts.Expression, source: ts.SourceFile): Passage | null {
  const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  if (ts.isStringLiteralLike(node)) return { line, text: node.text };
  if (ts.isTemplateExpression(node)) {
    const rest = node.templateSpans.map(({ literal }) => `▪${literal.text}`);
    return { line, text: node.head.text + rest.join("") };
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const left = stringOf(node.left, source);
    const right = stringOf(node.right, source);
    return left && { line, text: left.text + (right?.text ?? "▪") };
  }
  return null;
}

function isText(node: ts.Node): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node) ||
    node.kind === ts.SyntaxKind.RegularExpressionLiteral ||
    node.kind === ts.SyntaxKind.JsxText
  );
}

/** Comments without their marks; `//` on lines of their own that follow each other are one. */
function commentsOf(
  text: string,
  literals: readonly { from: number; to: number }[],
  lineOf: (at: number) => number,
): Passage[] {
  const found: Passage[] = [];
  let lastLine = 0;
  let next = 0;
  const begins = /\/\/|\/\*/g;
  for (let begin = begins.exec(text); begin; begin = begins.exec(text)) {
    while ((literals[next]?.to ?? Number.POSITIVE_INFINITY) <= begin.index) next++;
    const literal = literals[next];
    if (literal && literal.from <= begin.index) {
      begins.lastIndex = literal.to;
      continue;
    }
    const isBlock = begin[0] === "/*";
    const mark = isBlock ? "*/" : "\n";
    const close = text.indexOf(mark, begin.index + 2);
    const end = close < 0 ? text.length : close;
    begins.lastIndex = isBlock ? end + 2 : end;
    const line = lineOf(begin.index);
    const inner = text.slice(begin.index + 2, end);
    if (isBlock) {
      found.push({ line, text: withoutStars(inner) });
      continue;
    }
    const isAlone = /(^|\n)[ \t]*$/.test(text.slice(0, begin.index).slice(-200));
    const last = found.at(-1);
    if (isAlone && last && lastLine === line - 1) {
      found[found.length - 1] = { line: last.line, text: `${last.text}\n${inner}` };
    } else found.push({ line, text: inner });
    lastLine = isAlone ? line : 0;
  }
  return found;
}

export function withoutStars(comment: string): string {
  return comment
    .split("\n")
    .map((line, i) => (i === 0 ? line.replace(/^\*/, "") : line.replace(/^\s*\* ?/, "")))
    .join("\n");
}
