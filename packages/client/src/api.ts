import type { Api } from "@taskwire/core/model";
import type { CallOptions } from "./calls.ts";

// The method as it is in process, with this side's options: it can be given up.
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

/** The call of one operation by its name, `noun.verb`. */
export type CallOf<Ops, Name> = Name extends `${infer Noun}.${infer Verb}`
  ? Noun extends keyof ClientApi<Ops>
    ? Verb extends keyof ClientApi<Ops>[Noun]
      ? ClientApi<Ops>[Noun][Verb]
      : never
    : never
  : never;

type AnyCall = (operation: string, input?: unknown, options?: CallOptions) => Promise<unknown>;
type Verbs = { [verb: string]: (input?: unknown, options?: CallOptions) => Promise<unknown> };

const verbsOf = (noun: string, call: AnyCall): Verbs =>
  new Proxy<Verbs>(Object.create(null), {
    get(verbs, verb) {
      // `await` looks for `then`: nothing here is a promise.
      if (typeof verb !== "string" || verb === "then") return undefined;
      verbs[verb] ??= (input, options) => call(`${noun}.${verb}`, input, options);
      return verbs[verb];
    },
  });

/** Adds `noun.verb(…)` for every noun that the object doesn't have itself. */
export function withApi<Base extends { call: AnyCall }>(base: Base): Base {
  const nouns: { [noun: string]: Verbs } = Object.create(null);
  return new Proxy(base, {
    get(target, noun) {
      if (typeof noun !== "string" || noun === "then" || noun in target)
        return Reflect.get(target, noun);
      nouns[noun] ??= verbsOf(noun, target.call);
      return nouns[noun];
    },
  });
}
