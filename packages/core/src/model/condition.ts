/**
 * A condition of a permission, as data about records, so that clients can check it too. A path
 * names a field of the facts, e.g. `task.requesterId`. If the field does not exist, the result is
 * unknown. An unknown result grants nothing, not even under `not`.
 */
export type Condition =
  /** Two fields have the same value. */
  | { readonly equals: readonly [path: string, path: string] }
  /** A field has this value. With null: the field is empty. */
  | { readonly is: readonly [path: string, value: string | number | boolean | null] }
  /** A list contains the value of another field. */
  | { readonly includes: readonly [list: string, path: string] }
  /**
   * A number or a date is less than a limit. The limit is a path, a number, or a date such as
   * `2026-12-31`, which means midnight in UTC. Dates are compared as instants.
   */
  | { readonly lessThan: readonly [path: string, than: string | number] }
  | { readonly atMost: readonly [path: string, than: string | number] }
  | { readonly moreThan: readonly [path: string, than: string | number] }
  | { readonly atLeast: readonly [path: string, than: string | number] }
  | { readonly not: Condition }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  /** A function of the app, which only the server can call. */
  | { readonly server: true };
