export type { CheckedSpans } from "../mentions/check.ts";
export { checkSpans } from "../mentions/check.ts";
export type { DirectoryOptions, PreparedDirectory } from "../mentions/directory.ts";
export { prepareDirectory } from "../mentions/directory.ts";
export { fold } from "../mentions/fold.ts";
export type { InsertedMention } from "../mentions/insert.ts";
export { insertMention } from "../mentions/insert.ts";
export type {
  DirectoryEntry,
  Mention,
  MentionOptions,
  MentionSpan,
  MentionTarget,
  ParsedMentions,
  TooManyMentions,
  UnresolvedMention,
} from "../mentions/mention.ts";
export { moveSpans } from "../mentions/move.ts";
export { parseMentions } from "../mentions/parse.ts";
export type { SpanProblem } from "../mentions/picked.ts";
export type { MentionQuery } from "../mentions/query.ts";
export { mentionQuery } from "../mentions/query.ts";
export type { Part } from "../mentions/render.ts";
export { renderParts } from "../mentions/render.ts";
export type { Suggestion, SuggestOptions } from "../mentions/suggest.ts";
export { suggest } from "../mentions/suggest.ts";
