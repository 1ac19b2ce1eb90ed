import type { Operation } from "@taskwire/core/operations";

/** An operation whose input only its own schema knows. */
export type AnyOperation = Operation<string, never>;

/** Operations in a map by name, as a list. */
export const listOperations = (operations: object): AnyOperation[] => Object.values(operations);

/** The name of Express's and OpenAPI's method for an operation. */
export const methodOf = ({ route: { method } }: AnyOperation) =>
  method.toLowerCase() as "get" | "post" | "put" | "patch" | "delete";

/** The names of the parameters in a path. */
export const parametersOf = (path: string): string[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "");

/**
 * Operations grouped by where they live, whatever they call their parameters, in the order to look for them: a word goes
 * before a parameter, so that `/boards/archive` is not taken for the board "archive".
 */
export function operationsByPath(operations: object): [AnyOperation, ...AnyOperation[]][] {
  const groups = new Map<string, [AnyOperation, ...AnyOperation[]]>();
  for (const operation of listOperations(operations)) {
    // Sorts behind all letters and digits.
    const place = operation.route.path.replace(/:\w+/g, "~");
    const group = groups.get(place);
    if (group) group.push(operation);
    else groups.set(place, [operation]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
