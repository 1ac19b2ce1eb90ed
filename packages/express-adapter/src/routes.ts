import type { Operation } from "@taskwire/core/operations";

/** An operation of any input type. */
export type AnyOperation = Operation<string, never>;

/** Returns the operations of a map by name as a list. */
export const listOperations = (operations: object): AnyOperation[] => Object.values(operations);

/** Returns an operation's HTTP method as Express and OpenAPI name it. */
export const methodOf = ({ route: { method } }: AnyOperation) =>
  method.toLowerCase() as "get" | "post" | "put" | "patch" | "delete";

/** Returns the names of the parameters in a path. */
export const parametersOf = (path: string): string[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "");

/**
 * Groups operations by path, whatever the names of the path's parameters. Returns the groups in the
 * order in which to register them: fixed segments come before parameters, so that `/boards/archive`
 * is not taken for the board "archive".
 */
export function operationsByPath(operations: object): [AnyOperation, ...AnyOperation[]][] {
  const groups = new Map<string, [AnyOperation, ...AnyOperation[]]>();
  for (const operation of listOperations(operations)) {
    // "~" sorts behind all letters and digits.
    const pattern = operation.route.path.replace(/:\w+/g, "~");
    const group = groups.get(pattern);
    if (group) group.push(operation);
    else groups.set(pattern, [operation]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
