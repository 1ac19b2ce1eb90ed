import type { Available } from "./app.ts";

/**
 * Adds the verdicts on a record. They are computed on first use, so records of a long list that are not
 * shown cost nothing.
 */
export function withAvailable<Shape extends object>(
  record: Shape,
  verdicts: () => Available,
): Shape & { readonly available: Available } {
  let computed: Available | undefined;
  return {
    ...record,
    get available() {
      computed ??= verdicts();
      return computed;
    },
  };
}
