export type { DraftStorage } from "./draft.ts";
export { type ComposerOptions, type ComposerWords, useComposer } from "./use-composer.ts";
export type { MentionSuggestion } from "./use-suggestions.ts";
