import ts from "typescript";

// Not queueMicrotask: it doesn't wait, and behaves the same in every run.
const globals = new Set(["setTimeout", "setInterval", "setImmediate", "requestAnimationFrame"]);
const members = new Set([
  ...["Date.now", "Math.random", "performance.now", "process.nextTick", "process.hrtime"],
  ...["crypto.randomUUID", "crypto.getRandomValues", "crypto.randomBytes"],
]);

/**
 * Finds the places where a file reads a clock, makes an id, draws a random number or starts a timer
 * directly.
 */
export function ambientUses(text: string): { readonly name: string; readonly line: number }[] {
  const file = ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, true);
  const uses: { name: string; line: number }[] = [];
  const visit = (node: ts.Node): void => {
    const name = ambientName(node);
    if (name !== null)
      uses.push({ name, line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1 });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return uses;
}

function ambientName(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node)) {
    const path = node.getText().replace(/^globalThis\./, "");
    return members.has(path) || (path !== node.getText() && globals.has(path)) ? path : null;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length)
    return "new Date()";
  // Matches `setTimeout(run)` and `const timer = setTimeout`, but not `clock.setTimeout` or a
  // type's member.
  if (!ts.isIdentifier(node) || !globals.has(node.text)) return null;
  const { parent } = node;
  const isName =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (isDeclaration(parent) && parent.name === node);
  return isName || ts.isTypeQueryNode(parent) ? null : node.text;
}

function isDeclaration(
  node: ts.Node,
): node is
  | ts.MethodSignature
  | ts.MethodDeclaration
  | ts.PropertySignature
  | ts.PropertyAssignment {
  return (
    ts.isMethodSignature(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyAssignment(node)
  );
}
