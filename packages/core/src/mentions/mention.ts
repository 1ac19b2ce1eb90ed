/** A person or a group that can be mentioned in this scope: a member of the board or room, never somebody outside. */
export interface DirectoryEntry {
  readonly id: string;
  /** A person unless it says otherwise. */
  readonly kind?: "user" | "group";
  /** What is written after the at-sign. */
  readonly handle: string;
  /** Other names that mean the same; several may share one, it is then ambiguous. */
  readonly names?: readonly string[];
}

/** Who is meant. The groups `everyone` and `here` are in no directory and in every scope. */
export interface MentionTarget {
  readonly kind: "user" | "group";
  readonly id: string;
}

/** Where somebody is mentioned: from the at-sign, in UTF-16 code units, `end` exclusive. */
export interface MentionSpan extends MentionTarget {
  readonly start: number;
  readonly end: number;
}

/** A mention as it is stored beside the text. */
export interface Mention extends MentionSpan {
  /** In a quote: it is drawn, and nobody is told. */
  readonly silent: boolean;
}

/** Something that looks like a mention and is none. */
export interface UnresolvedMention {
  /** As typed, with the at-sign. */
  readonly raw: string;
  readonly start: number;
  /** The ids of those who share this name. Nobody of them is told. */
  readonly ambiguous?: readonly string[];
}

/** More people than one message may call. */
export interface TooManyMentions {
  readonly count: number;
  readonly limit: number;
}

export interface MentionOptions {
  /**
   * After a name that ends in a script without spaces (Thai, Chinese, Japanese …): `prefix` takes the name also when
   * another letter follows (default), `strict` does not.
   */
  readonly unspaced?: "prefix" | "strict";
  /** Id of who writes: their own mention is drawn, and they are not told. */
  readonly author?: string;
  /** Groups that the author may mention, `everyone` and `here` among them: all (default), none, or these ids. */
  readonly groups?: boolean | readonly string[];
  /** How many different people may be mentioned by name; 50 unless said. */
  readonly limit?: number;
  /** What the author chose in a picker. A choice that `checkSpans` rejects is not used. */
  readonly spans?: readonly MentionSpan[];
}

export interface ParsedMentions {
  readonly mentions: readonly Mention[];
  readonly unresolved: readonly UnresolvedMention[];
  /** Groups that the author may not mention. */
  readonly denied: readonly MentionSpan[];
  /** Who is told: `user:<id>` and `group:<id>`, each once, in the order of the text. */
  readonly recipients: readonly string[];
  /** Only when too many people were mentioned by name: refuse the message. `recipients` is empty then. */
  readonly refused?: TooManyMentions;
}
