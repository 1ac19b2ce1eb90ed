import { foldName } from "./fold.ts";
import type { DirectoryEntry, MentionTarget } from "./mention.ts";
import { scriptAtEnd } from "./script.ts";
import { Trie } from "./trie.ts";

/** One name, and everybody who is called so. */
export interface Named {
  /** 0: a word of taskwire, 1: a handle, 2: another name. The lowest that a name is, holds. */
  readonly rank: 0 | 1 | 2;
  readonly endsIn: "spaced" | "unspaced" | null;
  readonly targets: readonly MentionTarget[];
}

/** An entry and its names as they are compared, the handle first. */
export interface Searchable {
  readonly entry: DirectoryEntry;
  readonly keys: readonly string[];
}

/** A directory that is ready to be used for many texts. Made by `prepareDirectory`. */
export interface PreparedDirectory {
  readonly names: Trie<Named>;
  readonly searchable: readonly Searchable[];
  readonly byTarget: ReadonlyMap<string, Searchable>;
}

export interface DirectoryOptions {
  /** Further words for `everyone` and `here`, in your users' language. */
  readonly aliases?: { readonly [word: string]: "everyone" | "here" };
}

const reserved: { readonly [word: string]: "everyone" | "here" } = {
  everyone: "everyone",
  all: "everyone",
  channel: "everyone",
  ทุกคน: "everyone",
  here: "here",
};

/**
 * Prepares the members of a scope for `parseMentions`, `suggest` and `checkSpans`: once per scope, until its members
 * change. Costs time and memory in proportion to the names; afterwards a text costs the same with ten names or 10,000.
 *
 * @example
 * ```ts
 * const directory = prepareDirectory(
 *   [{ id: "u5", handle: "สมชาย", names: ["สมชาย ใจดี"] }],
 *   { aliases: { ทั้งทีม: "everyone" } },
 * );
 * parseMentions("@ทั้งทีม", directory).recipients; // ["group:everyone"]
 * ```
 */
export function prepareDirectory(
  entries: readonly DirectoryEntry[],
  { aliases = {} }: DirectoryOptions = {},
): PreparedDirectory {
  const names = new Trie<Named>();
  const words = Object.entries({ ...reserved, ...aliases });
  const groups = ["everyone", "here"].map((id) => ({
    id,
    kind: "group" as const,
    handle: id,
    names: words.filter(([word, means]) => means === id && word !== id).map(([word]) => word),
  }));
  const searchable = [...groups, ...entries].map((entry, place) => {
    const keys = [entry.handle, ...(entry.names ?? [])].map(foldName);
    for (const [index, key] of keys.entries())
      add(names, key, entry, place < groups.length ? 0 : index > 0 ? 2 : 1);
    return { entry, keys };
  });
  return {
    names,
    searchable,
    byTarget: new Map(searchable.map((each) => [keyOf(each.entry), each])),
  };
}

function add(
  names: Trie<Named>,
  key: string,
  { id, kind = "user" }: DirectoryEntry,
  rank: Named["rank"],
): void {
  const target = { kind, id };
  names.set(key, (existing) => {
    if (existing === undefined || rank < existing.rank)
      return { rank, endsIn: scriptAtEnd(key), targets: [target] };
    const isKnown = existing.targets.some((known) => known.kind === kind && known.id === id);
    return rank > existing.rank || isKnown
      ? existing
      : { ...existing, targets: [...existing.targets, target] };
  });
}

/** A person or a group in one string, as among the recipients. */
export function keyOf({ kind = "user", id }: Pick<DirectoryEntry, "kind" | "id">): string {
  return `${kind}:${id}`;
}

/** Whether an author who may mention these groups may mention this target. */
export function mayMention(
  { kind, id }: Pick<DirectoryEntry, "kind" | "id">,
  groups: boolean | readonly string[],
): boolean {
  return kind !== "group" || groups === true || (groups !== false && groups.includes(id));
}

/** The directory as it was given, or prepared for this one text. */
export function prepared(
  directory: readonly DirectoryEntry[] | PreparedDirectory,
): PreparedDirectory {
  return "names" in directory ? directory : prepareDirectory(directory);
}
