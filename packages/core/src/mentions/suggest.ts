import { mayMention, type PreparedDirectory, prepared, type Searchable } from "./directory.ts";
import { fold, isBoundary } from "./fold.ts";
import type { DirectoryEntry } from "./mention.ts";

export interface SuggestOptions {
  /** Ids lately mentioned here, the latest first. */
  readonly recent?: readonly string[];
  /** Ids of those in this room. Others come after them, marked `member: false`: they would not be told. */
  readonly room?: Iterable<string>;
  /** Groups that the author may mention, as for `parseMentions`; the others aren't suggested. */
  readonly groups?: boolean | readonly string[];
  /** At most so many rows; 10 unless said. */
  readonly limit?: number;
}

export interface Suggestion {
  readonly kind: "user" | "group";
  readonly id: string;
  readonly handle: string;
  readonly names: readonly string[];
  /** Whether they would be told. */
  readonly member: boolean;
  /** Why not. */
  readonly reason?: "not_in_room";
}

const exact = 0;
const prefix = 1;
const unfinished = 2;
const within = 3;
const nowhere = 4;

/**
 * Whom somebody may mean who has typed this much after the at-sign. First those who are called exactly so, then those of
 * whose handle or one of whose names a word begins so, then those who have it anywhere, always from whole characters on;
 * among these the lately mentioned, those in this room, the rest; then by handle.
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
  const rows = prepared(directory).searchable.flatMap((searchable) => {
    const { id, kind } = searchable.entry;
    const level = Math.min(...searchable.keys.map((key) => levelIn(key, folded)));
    if (level >= nowhere || !mayMention(searchable.entry, groups)) return [];
    const isMember = kind === "group" || members === null || members.has(id);
    return [{ searchable, level, recent: recency(id), isMember }];
  });
  rows.sort(
    (one, other) =>
      one.level - other.level ||
      one.recent - other.recent ||
      Number(other.isMember) - Number(one.isMember) ||
      compare(handleOf(one.searchable), handleOf(other.searchable)),
  );
  return rows.slice(0, limit).map(({ searchable: { entry }, isMember }) => ({
    kind: entry.kind ?? "user",
    id: entry.id,
    handle: entry.handle,
    names: entry.names ?? [],
    member: isMember,
    ...(isMember ? {} : { reason: "not_in_room" as const }),
  }));
}

const handleOf = ({ keys, entry }: Searchable): string => keys[0] ?? entry.handle;

/** The same order everywhere: `localeCompare` depends on where it runs. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

const wordBefore = /[\p{L}\p{M}\p{Nd}_]$/u;

function levelIn(key: string, query: string): number {
  if (query === "") return prefix;
  if (key === query) return exact;
  let best = nowhere;
  for (let at = key.indexOf(query); at >= 0; at = key.indexOf(query, at + 1)) {
    if (!isBoundary(key, at)) continue;
    const isWhole = isBoundary(key, at + query.length);
    // `น` begins น้ำ too, but who is typing has not finished that character: those who begin with a whole น come first.
    const level = wordBefore.test(key.slice(0, at)) ? within : isWhole ? prefix : unfinished;
    best = Math.min(best, level);
  }
  return best;
}
