import type { Verdict } from "@taskwire/core/model";

/** Every action with whether it is open to me, and if not, why. `allowed: "ask"`: only the server knows. */
export type Available = { readonly [action: string]: Verdict };

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
