import type { TaskShown } from "@taskwire/react";
import { searchFor } from "../language/search.ts";

/** The requests that a person wants to see. */
export const filters = ["all", "waiting", "working", "closed"] as const;
export type Filter = (typeof filters)[number];

const kindsOf: { readonly [Name in Filter]: readonly string[] | undefined } = {
  all: undefined,
  waiting: ["waiting"],
  working: ["working"],
  closed: ["done", "dropped"],
};

/** Whether requests of a kind belong to a filter. */
export const isOf = (filter: Filter, kind: string): boolean =>
  kindsOf[filter]?.includes(kind) ?? true;

/** Returns whether a request has all the words of a search, in its title or its requester's name. */
export function finderOf(search: string, nameOf: (userId: string) => string) {
  if (search.trim() === "") return () => true;
  const matches = searchFor(search);
  return ({ title, requesterId }: TaskShown): boolean => matches(`${title} ${nameOf(requesterId)}`);
}

/** Returns the sum of numbers of requests. The server counts each only up to a limit. */
export function countText(
  counts: readonly { readonly count: number; readonly more: boolean }[],
): string {
  const sum = counts.reduce((total, { count }) => total + count, 0);
  return counts.some(({ more }) => more) ? `${sum}+` : String(sum);
}
