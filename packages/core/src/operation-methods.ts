import type { CallOptions } from "./model/api.ts";

/** Runs an operation by name on behalf of a person, and resolves to its result as JSON text. */
type Run = (userId: string, name: string, input: unknown, key?: string) => Promise<string>;

const caller = Symbol("caller");
type OfCaller = { [caller]: string };

/**
 * Returns a function that makes, for a person, the object with a method for each operation:
 * `api.tasks.create(input, { key })` runs `tasks.create`. Apps make this object for each request, and
 * use one noun of it. So the methods of a noun are made when it is first read.
 */
export function operationMethods(names: Iterable<string>, run: Run): (userId: string) => object {
  const nouns = Object.groupBy(names, (name) => name.split(".")[0] ?? "");
  const getters = Object.fromEntries(
    Object.entries(nouns).map(([noun, ofNoun = []]) => [
      noun,
      {
        enumerable: true,
        configurable: true,
        get(this: OfCaller) {
          const value = methodsOf(ofNoun, this[caller], run);
          Object.defineProperty(this, noun, { value, enumerable: true });
          return value;
        },
      },
    ]),
  );
  return (userId) => Object.defineProperties({ [caller]: userId }, getters);
}

function methodsOf(names: readonly string[], userId: string, run: Run): object {
  const methods: { [verb: string]: unknown } = {};
  for (const name of names)
    methods[name.slice(name.indexOf(".") + 1)] = async (input?: unknown, options?: CallOptions) =>
      JSON.parse(await run(userId, name, input, options?.key));
  return methods;
}
