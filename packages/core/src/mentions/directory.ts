import type { MentionsData } from "../model/definitions.ts";
import { foldName } from "./fold.ts";
import type { DirectoryEntry, MentionTarget } from "./mention.ts";
import { type NameEnd, scriptAtEnd } from "./script.ts";
import { Trie } from "./trie.ts";

/** The people and groups that have one name. */
export interface NameTargets {
  /** 0: a word for a group, 1: a handle, 2: another name. Only the targets of the lowest rank count. */
  readonly rank: 0 | 1 | 2;
  readonly endsIn: NameEnd;
  readonly targets: readonly MentionTarget[];
}

/** An entry with its folded names, the handle first. */
export interface FoldedEntry {
  readonly entry: DirectoryEntry;
  readonly foldedNames: readonly string[];
}

/** A directory that `prepareDirectory` has made ready to be used for many texts. */
export interface PreparedDirectory {
  readonly names: Trie<NameTargets>;
  readonly entries: readonly FoldedEntry[];
  readonly byTarget: ReadonlyMap<string, FoldedEntry>;
}

/** The names of a directory besides those of people. */
export interface DirectoryOptions {
  /** Additional words for `everyone` and `here`, for example in your users' language. */
  readonly aliases?: { readonly [word: string]: "everyone" | "here" };
}

const reserved: { readonly [word: string]: "everyone" | "here" } = {
  everyone: "everyone",
  all: "everyone",
  channel: "everyone",
  ทุกคน: "everyone",
  here: "here",
};

/** All words that mention a group of an app, and those that may once. No person can have one as a handle. */
export const reservedWords = ({ groups = {}, aliases = {} }: MentionsData): readonly string[] => [
  ...Object.keys(reserved),
  "approvers",
  ...Object.keys(aliases),
  ...Object.entries(groups).flatMap(([handle, { names = [] }]) => [handle, ...names]),
];

/**
 * Prepares the members of a board or room for `parseMentions`, `suggest` and `checkSpans`. Do it once,
 * and again when the members change. It takes time and memory in proportion to the number of names;
 * afterwards a text takes the same time with ten names or 10,000.
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
  const names = new Trie<NameTargets>();
  const words = Object.entries({ ...reserved, ...aliases });
  const groups = ["everyone", "here"].map((id) => ({
    id,
    kind: "group" as const,
    handle: id,
    names: words.filter(([word, means]) => means === id && word !== id).map(([word]) => word),
  }));
  const folded = [...groups, ...entries].map((entry) => {
    const { kind, handle } = entry;
    const given = [...(handle === null ? [] : [handle]), ...(entry.names ?? [])];
    const foldedNames = given.map(foldName);
    // No person can take the words of a group, or another person's handle with a mere name.
    for (const [index, name] of foldedNames.entries())
      add(names, name, entry, kind === "group" ? 0 : index > 0 || handle === null ? 2 : 1);
    return { entry, foldedNames };
  });
  return {
    names,
    entries: folded,
    byTarget: new Map(folded.map((each) => [targetKey(each.entry), each])),
  };
}

function add(
  names: Trie<NameTargets>,
  key: string,
  { id, kind = "user" }: DirectoryEntry,
  rank: NameTargets["rank"],
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

/** Returns `user:<id>` or `group:<id>`, as in `recipients`. */
export function targetKey({ kind = "user", id }: Pick<DirectoryEntry, "kind" | "id">): string {
  return `${kind}:${id}`;
}

/** Whether an author who may mention `groups` may mention this person or group. */
export function mayMention(
  { kind, id }: Pick<DirectoryEntry, "kind" | "id">,
  groups: boolean | readonly string[],
): boolean {
  return kind !== "group" || groups === true || (groups !== false && groups.includes(id));
}

/** Prepares a directory, unless the caller has already done that. */
export function prepared(
  directory: readonly DirectoryEntry[] | PreparedDirectory,
): PreparedDirectory {
  return "names" in directory ? directory : prepareDirectory(directory);
}
