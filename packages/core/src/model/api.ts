type Noun<Ops> = keyof Ops & string extends infer Name
  ? Name extends `${infer N}.${string}`
    ? N
    : never
  : never;
type Verb<Ops, N extends string> = keyof Ops & string extends infer Name
  ? Name extends `${N}.${infer V}`
    ? V
    : never
  : never;

/** Options of one call. */
export interface CallOptions {
  /**
   * A command with this key takes effect at most once for each actor. A repeat gets the first result. It has 8 to
   * 128 characters. Default: a new one for each call.
   */
  readonly key?: string;
}

// If `{}` is a valid input, the caller may leave the input out.
type Call<Input, Output> = [Record<never, never>] extends [Input]
  ? (input?: Input, options?: CallOptions) => Promise<Output>
  : (input: Input, options?: CallOptions) => Promise<Output>;

/** The operations as methods, `api.noun.verb(input)`. Clients have the same methods. */
export type Api<Ops> = {
  readonly [N in Noun<Ops>]: {
    readonly [V in Verb<Ops, N>]: Ops[`${N}.${V}` & keyof Ops] extends {
      readonly signature?: (input: infer Input) => infer Output;
    }
      ? Call<Input, Output>
      : never;
  };
};
