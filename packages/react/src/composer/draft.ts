import type { MentionSpan } from "@taskwire/client/mentions";

/** A text that is being written, with the mentions that were chosen for it. */
export interface MentionText {
  readonly text: string;
  readonly spans: readonly MentionSpan[];
}

/** The part of `localStorage` that keeps drafts. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export const nothing: MentionText = { text: "", spans: [] };

// Browsers may refuse access to the storage, or it may be full. Then there is no draft, and no
// error.
function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

export const localDrafts = (): DraftStorage | undefined => attempt(() => globalThis.localStorage);

export function readDraft(storage: DraftStorage | undefined, key: string): MentionText {
  const draft = attempt(() => JSON.parse(storage?.getItem(key) ?? "null")) as MentionText | null;
  return typeof draft?.text === "string" && Array.isArray(draft.spans) ? draft : nothing;
}

export function writeDraft(
  storage: DraftStorage | undefined,
  key: string,
  typed: MentionText,
): void {
  attempt(() =>
    typed.text === "" ? storage?.removeItem(key) : storage?.setItem(key, JSON.stringify(typed)),
  );
}
