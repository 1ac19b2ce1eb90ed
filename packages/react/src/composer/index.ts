export type { DraftStorage, MentionText } from "./draft.ts";
export { type ComposerOptions, useComposer } from "./use-composer.ts";
export {
  type ComposerWords,
  type MentionInputOptions,
  useMentionInput,
} from "./use-mention-input.ts";
export type { MentionSuggestion } from "./use-suggestions.ts";
