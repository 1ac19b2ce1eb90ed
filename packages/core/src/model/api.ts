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
  /** At most one effect per actor and key; a repeat gets the first result. Made up when absent. 8 to 128 characters. */
  readonly key?: string;
}

// `{}` as input may be left out altogether.
type Call<Input, Output> = [Record<never, never>] extends [Input]
  ? (input?: Input, options?: CallOptions) => Promise<Output>
  : (input: Input, options?: CallOptions) => Promise<Output>;

/** The operations as methods, `api.noun.verb(input)`: the same shape in process and over the wire. */
export type Api<Ops> = {
  readonly [N in Noun<Ops>]: {
    readonly [V in Verb<Ops, N>]: Ops[`${N}.${V}` & keyof Ops] extends {
      readonly signature?: (input: infer Input) => infer Output;
    }
      ? Call<Input, Output>
      : never;
  };
};
