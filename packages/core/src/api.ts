import type { CallOptions } from "./model/api.ts";

type Run = (name: string, input: unknown, key: string | undefined) => Promise<unknown>;

/**
 * Makes the object whose methods call operations: `api.tasks.create(input, { key })` calls
 * `run("tasks.create", input, key)`. The types come from the operations, in `model/api.ts`.
 */
export function makeApi(names: readonly string[], run: Run): unknown {
  const api: { [noun: string]: { [verb: string]: unknown } } = {};
  for (const name of names) {
    const [noun = "", verb = ""] = name.split(".");
    api[noun] ??= {};
    api[noun][verb] = (input?: unknown, { key }: CallOptions = {}) => run(name, input, key);
  }
  return api;
}
