/**
 * The events or keys to delete. Times are ISO 8601:
 * - the events of a topic up to and including `upTo`;
 * - the oldest events of a topic, up to the first one that is not older than `before`, and at most
 *   {@link maxTrimmed} in one call;
 * - the keys that were recorded before `keysBefore`.
 */
export type Trim =
  | { readonly topic: string; readonly upTo: number }
  | { readonly topic: string; readonly before: string }
  | { readonly keysBefore: string };

/**
 * The maximum number of events that one call deletes because of their age, so that no commit waits long.
 *
 * @example
 * ```ts
 * const isAll = (deleted: number) => deleted < maxTrimmed;
 * ```
 */
export const maxTrimmed = 1_000;
