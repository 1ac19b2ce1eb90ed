import type { Api } from "@taskwire/core/model";
import type { CallOptions } from "./calls.ts";

// The same method as in process, but with the options of a client.
type Call<Method> = Method extends (...parameters: infer Parameters) => infer Output
  ? Parameters extends [infer Input, ...unknown[]]
    ? (input: Input, options?: CallOptions) => Output
    : Parameters extends [(infer Input)?, ...unknown[]]
      ? (input?: Input, options?: CallOptions) => Output
      : never
  : never;

/** The operations of an app as methods, `client.noun.verb(input, options)`. */
export type ClientApi<Ops> = {
  readonly [Noun in keyof Api<Ops>]: {
    readonly [Verb in keyof Api<Ops>[Noun]]: Call<Api<Ops>[Noun][Verb]>;
  };
};

/** The method of the operation with this name `noun.verb`. */
export type CallOf<Ops, Name> = Name extends `${infer Noun}.${infer Verb}`
  ? Noun extends keyof ClientApi<Ops>
    ? Verb extends keyof ClientApi<Ops>[Noun]
      ? ClientApi<Ops>[Noun][Verb]
      : never
    : never
  : never;

type AnyCall = (operation: string, input?: unknown, options?: CallOptions) => Promise<unknown>;

/** Makes a field of an object on its first use, if the object doesn't have it. */
const withFields = <Base extends object>(base: Base, fieldOf: (name: string) => unknown): Base =>
  new Proxy(base, {
    get(target, name) {
      const field = name as keyof Base;
      // `await` looks for `then`, and `JSON.stringify` for `toJSON`. Nothing here has them.
      if (typeof name === "string" && !/^(then|toJSON)$/.test(name) && !(name in target))
        target[field] = fieldOf(name) as never;
      return target[field];
    },
  });

/** Adds a method `noun.verb(…)` for every noun that the object doesn't have. */
export const withApi = <Base extends { call: AnyCall }>(base: Base): Base =>
  withFields(base, (noun) =>
    withFields(
      // Its `toString` and the like are no operations.
      {},
      (verb) => (input?: unknown, options?: CallOptions) =>
        base.call(`${noun}.${verb}`, input, options),
    ),
  );
