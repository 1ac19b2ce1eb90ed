import { type FoldedEntry, mayMention, type PreparedDirectory, prepared } from "./directory.ts";
import { fold, isBoundary } from "./fold.ts";
import type { DirectoryEntry } from "./mention.ts";

/** How suggestions are chosen. */
export interface SuggestOptions {
  /** Ids of people and groups that were mentioned recently, the latest first. */
  readonly recent?: readonly string[];
  /** Ids of the room's members. Others come after them with `member: false`: they can't be notified. */
  readonly room?: Iterable<string>;
  /** The groups that the author may mention, as for `parseMentions`. Others aren't suggested. */
  readonly groups?: boolean | readonly string[];
  /** Maximum number of suggestions. Default: 10. */
  readonly limit?: number;
}

/** A person or a group that fits what was typed. */
export interface Suggestion {
  readonly kind: "user" | "group";
  readonly id: string;
  readonly handle: string;
  readonly names: readonly string[];
  /** Whether a mention would notify them. */
  readonly member: boolean;
  /** Why a mention would not notify them. */
  readonly reason?: "not_in_room";
}

// How well a name matches a query; lower is better.
const exact = 0;
const prefix = 1;
const unfinished = 2;
const inside = 3;
const noMatch = 4;

/**
 * Suggests people and groups for a query that was typed after an at-sign. Exact matches come first,
 * then entries whose handle or name has a word that begins with the query, then entries that contain
 * it. A match always begins at a whole character. Equal matches are ordered: recently mentioned ones
 * first, then members of the room, then by handle.
 *
 * @example
 * ```ts
 * suggest("สมช", directory, { recent: ["u5"] })[0]; // { kind: "user", id: "u5", handle: "สมชาย", … }
 * ```
 */
export function suggest(
  query: string,
  directory: readonly DirectoryEntry[] | PreparedDirectory,
  { recent = [], room, groups = true, limit = 10 }: SuggestOptions = {},
): Suggestion[] {
  const folded = fold(query).trimStart();
  const members = room === undefined ? null : new Set(room);
  const recency = (id: string): number => recent.indexOf(id) + 1 || recent.length + 1;
  const ranked = prepared(directory).entries.flatMap((candidate) => {
    const { id, kind } = candidate.entry;
    const level = Math.min(...candidate.foldedNames.map((name) => matchLevel(name, folded)));
    if (level >= noMatch || !mayMention(candidate.entry, groups)) return [];
    const isMember = kind === "group" || members === null || members.has(id);
    return [{ candidate, level, recent: recency(id), isMember }];
  });
  ranked.sort(
    (one, other) =>
      one.level - other.level ||
      one.recent - other.recent ||
      Number(other.isMember) - Number(one.isMember) ||
      compare(handleOf(one.candidate), handleOf(other.candidate)),
  );
  return ranked.slice(0, limit).map(({ candidate: { entry }, isMember }) => ({
    kind: entry.kind ?? "user",
    id: entry.id,
    handle: entry.handle ?? entry.names?.[0] ?? "",
    names: entry.names ?? [],
    member: isMember,
    ...(isMember ? {} : { reason: "not_in_room" as const }),
  }));
}

const handleOf = ({ foldedNames }: FoldedEntry): string => foldedNames[0] ?? "";

/** Compares by code units: the order of `localeCompare` depends on the machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

const wordBefore = /[\p{L}\p{M}\p{Nd}_]$/u;

function matchLevel(name: string, query: string): number {
  if (query === "") return prefix;
  if (name === query) return exact;
  let best = noMatch;
  for (let at = name.indexOf(query); at >= 0; at = name.indexOf(query, at + 1)) {
    if (!isBoundary(name, at)) continue;
    const isWhole = isBoundary(name, at + query.length);
    // `น` is only a part of the character น้ำ. Names that begin with a whole น come first.
    const level = wordBefore.test(name.slice(0, at)) ? inside : isWhole ? prefix : unfinished;
    best = Math.min(best, level);
  }
  return best;
}
