import { type FormEvent, useEffect, useState, useSyncExternalStore } from "react";
import { useAnyClient } from "../provider.ts";
import type { RoomIds } from "../use-room.ts";
import { type Shown, useStore } from "../use-store.ts";
import type { TaskIds } from "../use-task.ts";
import { partsOf, type ThreadStore, threadOf } from "../use-typing.ts";
import {
  type DraftStorage,
  localDrafts,
  type MentionText,
  nothing,
  readDraft,
  writeDraft,
} from "./draft.ts";
import { type ComposerWords, useMentionInput } from "./use-mention-input.ts";

/** The options of {@link useComposer}. */
export interface ComposerOptions {
  /** The post that the text answers. */
  readonly replyTo?: string;
  /** Called after a text was passed to the store to be sent. */
  readonly onSent?: () => void;
  /** The place to store drafts. Default: `localStorage`. With null, drafts are not stored. */
  readonly drafts?: DraftStorage | null;
  /** Default: English. */
  readonly words?: ComposerWords;
}

const storeOf = ({ store }: Shown<ThreadStore>) => store;

/**
 * A text field with mentions, for a room or for the comments on a task. It gives you the behaviour,
 * but no styles: spread the props over your own elements.
 *
 * Names are completed after an at-sign, also inside of running Thai text. Chosen mentions move with
 * the text. Enter sends, and Shift+Enter makes a new line. While an input method is composing a
 * word, both keys are left to the input method. The text is kept as a draft of this person and
 * place until it is sent.
 *
 * @example
 * ```tsx
 * const composer = useComposer({ boardId, roomId });
 * const form = (
 *   <form {...composer.formProps}>
 *     <textarea {...composer.fieldProps} aria-label="Message" />
 *     <ul {...composer.listProps}>
 *       {composer.suggestions.map((suggestion, i) => (
 *         <li key={suggestion.id} {...composer.optionProps(i)}>{suggestion.names[0]}</li>
 *       ))}
 *     </ul>
 *     <p {...composer.statusProps} />
 *   </form>
 * );
 * ```
 */
export function useComposer(
  place: RoomIds | TaskIds,
  { replyTo, onSent, drafts, words }: ComposerOptions = {},
) {
  const client = useAnyClient();
  const parts = partsOf(place);
  const store = useStore(threadOf, parts, storeOf) as Shown<ThreadStore>["store"];
  const userId = useSyncExternalStore(
    client.onStatus,
    () => client.welcome?.user.id,
    () => undefined,
  );
  // Each person has their own drafts, because several people may use this browser.
  const key = userId === undefined ? undefined : `taskwire:draft:${userId}:${parts.join(":")}`;
  const storage = drafts === undefined ? localDrafts() : (drafts ?? undefined);
  const [typed, setTyped] = useState<MentionText & { readonly key?: string | undefined }>(nothing);
  const { text, spans } = typed;

  useEffect(() => {
    if (key === undefined) return;
    // A text that was typed before the person was known stays.
    setTyped((now) =>
      now.key === undefined && now.text !== ""
        ? { ...now, key }
        : { ...readDraft(storage, key), key },
    );
  }, [key, storage]);

  function write(next: MentionText) {
    setTyped({ ...next, key });
    if (key !== undefined) writeDraft(storage, key, next);
    if (next.text !== "") store.typing();
  }

  function send() {
    if (text.trim() === "") return;
    store.post(text, { spans, ...(replyTo !== undefined && { replyTo }) });
    write(nothing);
    onSent?.();
  }

  const input = useMentionInput(place, { value: typed, onChange: write, onEnter: send, words });
  return {
    ...input,
    text,
    spans,
    /** Sends the text, as Enter does. */
    send,
    formProps: {
      onSubmit(event: FormEvent<HTMLFormElement>) {
        event.preventDefault();
        send();
      },
    },
  };
}
