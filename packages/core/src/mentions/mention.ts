/**
 * A person or a group that can be mentioned. A directory has the members of one board or room, and
 * nobody else.
 */
export interface DirectoryEntry {
  readonly id: string;
  /** Default: `user`. */
  readonly kind?: "user" | "group";
  /** The name to write after the at-sign. Null: the entry is found by its other names only. */
  readonly handle: string | null;
  /**
   * Other names. A name that several entries share is ambiguous. A name that is a handle of another
   * entry means that entry.
   */
  readonly names?: readonly string[];
}

/** The mentioned person or group. The groups `everyone` and `here` always exist; don't list them. */
export interface MentionTarget {
  readonly kind: "user" | "group";
  readonly id: string;
}

/**
 * The place of a mention in a text: `start` is the offset of the at-sign, `end` is exclusive, both in
 * UTF-16 code units.
 */
export interface MentionSpan extends MentionTarget {
  readonly start: number;
  readonly end: number;
}

/** A mention as it is stored beside the text. */
export interface Mention extends MentionSpan {
  /** The mention is in a quote: it is shown as a mention, but nobody is notified. */
  readonly silent: boolean;
}

/** A text that looks like a mention but names nobody, or several people. */
export interface UnresolvedMention {
  /** The text as typed, with the at-sign. */
  readonly raw: string;
  readonly start: number;
  /** The ids of the entries that share this name. None of them is notified. */
  readonly ambiguous?: readonly string[];
}

/**
 * A mention in a post that reaches nobody. `why` is the reason:
 * - `unknown`: nobody there has this name.
 * - `ambiguous`: several people have it.
 * - `not_allowed`: the author may not mention this group.
 * - `quota`: the author has caused too many notifications lately.
 * - `disabled`: the account of this person is disabled.
 */
export interface UnreachedMention {
  readonly start: number;
  readonly end: number;
  readonly why: "unknown" | "ambiguous" | "not_allowed" | "quota" | "disabled";
}

/** A text mentions more people than allowed. */
export interface TooManyMentions {
  readonly count: number;
  readonly limit: number;
}

/** Decides which mentions of a text count. */
export interface MentionOptions {
  /**
   * Whether a letter may follow directly after a name in a script without spaces (Thai, Chinese,
   * Japanese …): yes with `prefix` (default), no with `strict`.
   */
  readonly unspaced?: "prefix" | "strict";
  /** The author's id. Authors who mention themselves aren't notified. */
  readonly author?: string;
  /** The groups that the author may mention, `everyone` and `here` included. Default: all. */
  readonly groups?: boolean | readonly string[];
  /** How many different people may be mentioned by name. Default: 50. */
  readonly limit?: number;
  /** The mentions that the author chose in a picker. Those that `checkSpans` rejects are ignored. */
  readonly spans?: readonly MentionSpan[];
}

/** The mentions of a text, and whom they reach. */
export interface ParsedMentions {
  readonly mentions: readonly Mention[];
  readonly unresolved: readonly UnresolvedMention[];
  /** Groups that the author may not mention. */
  readonly denied: readonly MentionSpan[];
  /** The people and groups to notify: `user:<id>` and `group:<id>`, each once, in the order of the text. */
  readonly recipients: readonly string[];
  /** Set if too many people are mentioned by name; `recipients` is then empty. Refuse the text. */
  readonly refused?: TooManyMentions;
}
