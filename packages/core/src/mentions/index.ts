export type { CheckedSpans } from "./check.ts";
export { checkSpans } from "./check.ts";
export type { DirectoryOptions, PreparedDirectory } from "./directory.ts";
export { prepareDirectory } from "./directory.ts";
export { fold } from "./fold.ts";
export type { InsertedMention } from "./insert.ts";
export { insertMention } from "./insert.ts";
export type {
  DirectoryEntry,
  Mention,
  MentionOptions,
  MentionSpan,
  MentionTarget,
  ParsedMentions,
  TooManyMentions,
  UnresolvedMention,
} from "./mention.ts";
export { parseMentions } from "./parse.ts";
export type { SpanProblem } from "./picked.ts";
export type { MentionQuery } from "./query.ts";
export { mentionQuery } from "./query.ts";
export type { Part } from "./render.ts";
export { renderParts } from "./render.ts";
export type { Suggestion, SuggestOptions } from "./suggest.ts";
export { suggest } from "./suggest.ts";
