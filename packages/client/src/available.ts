import type { Available } from "./app.ts";

/** A record with the verdicts on it, worked out on first use: of a long list only what is drawn costs anything. */
export function withAvailable<Shape extends object>(
  record: Shape,
  verdicts: () => Available,
): Shape & { readonly available: Available } {
  let known: Available | undefined;
  return Object.defineProperty({ ...record }, "available", {
    enumerable: true,
    get() {
      known ??= verdicts();
      return known;
    },
  }) as Shape & { available: Available };
}
