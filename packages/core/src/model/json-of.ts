/**
 * The type of a value after it was stored as JSON and read back: a date is its ISO text, and any
 * other object with a `toJSON` is what that returns. Values that JSON can't hold, such as a `Set`,
 * are refused when they are stored, so their type is `never`.
 *
 * @example
 * ```ts
 * type Read = JsonOf<{ day: Date; tags?: string[] }>; // { day: string; tags?: string[] }
 * ```
 */
export type JsonOf<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends { toJSON(...args: never[]): infer Json }
      ? JsonOf<Json>
      : T extends
            | bigint
            | symbol
            | ((...args: never[]) => unknown)
            | ReadonlySet<unknown>
            | ReadonlyMap<unknown, unknown>
        ? never
        : { [K in keyof T]: JsonOf<T[K]> };
