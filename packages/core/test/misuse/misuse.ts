/** A wrong use of the public API. */
export interface Misuse {
  readonly what: string;
  /**
   * The wrong use. Where the compiler refuses it too, the line has `@ts-expect-error`, which
   * `npm run typecheck` checks.
   */
  readonly run: () => unknown;
  /** Parts of the refusal: the mistake, and the cure. Null: only the compiler refuses it. */
  readonly says: string | readonly string[] | null;
}
