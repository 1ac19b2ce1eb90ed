import type { BuiltInContext } from "./context.ts";

/** The output of an operation that is JSON text already. */
class EncodedOutput {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

/**
 * Returns an output of which a part is the same for all callers with the same key. That part is
 * kept as JSON. So `key` must contain everything that the part depends on: the board or room, what
 * the caller may see, the head of the topic (read before the part), and the limits.
 *
 * @param own the fields of this caller; at least one
 * @param make returns the other fields; at least one
 */
export async function sharedOutput<Output>(
  context: BuiltInContext,
  own: { readonly [field: string]: unknown },
  key: readonly unknown[],
  make: () => Promise<object>,
): Promise<Output> {
  const before = `${JSON.stringify(own).slice(0, -1)},`;
  const encoded = async () => JSON.stringify(await make());
  const json = await context.shared(before, JSON.stringify(key), encoded);
  return new EncodedOutput(json) as unknown as Output;
}

/** Returns the JSON of an operation's output. */
export const jsonOfOutput = (output: unknown): string =>
  output instanceof EncodedOutput ? output.json : JSON.stringify(output ?? null);
