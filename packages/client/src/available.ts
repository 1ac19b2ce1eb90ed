import type { Available } from "./app.ts";

/**
 * Adds the verdicts on a record. They are computed on first use. So records of a long list cost
 * nothing until they are shown.
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
