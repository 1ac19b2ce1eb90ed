import type { TaskShown } from "@taskwire/react";

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

const plain = (text: string) => text.normalize("NFKC").toLocaleLowerCase();

/** Returns whether a request has all the words of a search, in its title or its people's names. */
export function finderOf(search: string, nameOf: (userId: string) => string) {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return ({ title, requesterId }: TaskShown): boolean => {
    if (words.length === 0) return true;
    const text = plain(`${title} ${nameOf(requesterId)}`);
    return words.every((word) => text.includes(word));
  };
}

/** Returns the sum of numbers of requests. The server counts each only up to a limit. */
export function countText(
  counts: readonly { readonly count: number; readonly more: boolean }[],
): string {
  const sum = counts.reduce((total, { count }) => total + count, 0);
  return counts.some(({ more }) => more) ? `${sum}+` : String(sum);
}
