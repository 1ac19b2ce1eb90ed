import { insertMention, mentionQuery, moveSpans } from "@taskwire/client/mentions";
import {
  type ChangeEvent,
  type CompositionEvent,
  type FormEvent,
  type KeyboardEvent,
  type PointerEvent,
  type SyntheticEvent,
  useEffect,
  useId,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useAnyClient } from "../provider.ts";
import type { RoomIds } from "../use-room.ts";
import { type Shown, useStore } from "../use-store.ts";
import type { TaskIds } from "../use-task.ts";
import { partsOf, type ThreadStore, threadOf } from "../use-typing.ts";
import {
  type DraftStorage,
  localDrafts,
  nothing,
  readDraft,
  type Typed,
  writeDraft,
} from "./draft.ts";
import { type MentionSuggestion, useSuggestions } from "./use-suggestions.ts";

/** The words that a screen reader hears. */
export interface ComposerWords {
  readonly suggestions: (count: number) => string;
  readonly chosen: (name: string) => string;
}

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

const english: ComposerWords = {
  suggestions: (count) => (count === 1 ? "1 suggestion." : `${count} suggestions.`),
  chosen: (name) => `${name} is mentioned.`,
};

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
  { replyTo, onSent, drafts, words = english }: ComposerOptions = {},
) {
  const client = useAnyClient();
  const parts = partsOf(place);
  const store = useStore(threadOf, parts, storeOf) as Shown<ThreadStore>["store"];
  const userId = useSyncExternalStore(
    client.onStatus,
    () => client.welcome?.user.id,
    () => undefined,
  );
  // Each person has drafts of their own, because several people may use one browser.
  const key = userId === undefined ? undefined : `taskwire:draft:${userId}:${parts.join(":")}`;
  const storage = drafts === undefined ? localDrafts() : (drafts ?? undefined);
  const [typed, setTyped] = useState<Typed & { readonly key?: string | undefined }>(nothing);
  const [caret, setCaret] = useState(0);
  const [isComposing, setIsComposing] = useState(false);
  /**
   * If the person has closed the list with Escape or by leaving the field, the position of its
   * at-sign.
   */
  const [dismissed, setDismissed] = useState<number>();
  const [active, setActive] = useState(0);
  const [announced, setAnnounced] = useState("");
  const field = useRef<HTMLTextAreaElement | null>(null);
  const nextCaret = useRef<number>(undefined);
  const listId = useId();

  useEffect(() => {
    if (key === undefined) return;
    // If some text was typed before the person was known, it is kept.
    setTyped((now) =>
      now.key === undefined && now.text !== ""
        ? { ...now, key }
        : { ...readDraft(storage, key), key },
    );
  }, [key, storage]);

  useEffect(() => {
    if (nextCaret.current === undefined) return;
    field.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = undefined;
  });

  const { text, spans } = typed;
  const asked = isComposing ? null : mentionQuery(text, caret);
  const isChosen = asked !== null && spans.some(({ start }) => start === asked.start);
  const query = asked === null || isChosen || asked.start === dismissed ? null : asked;
  const suggestions = useSuggestions(parts, query?.query);
  const chosen = Math.min(active, suggestions.length - 1);
  const isOpen = suggestions.length > 0;
  const optionId = (i: number) => `${listId}-${i}`;

  useEffect(() => {
    setActive(0);
    if (suggestions.length > 0) setAnnounced(words.suggestions(suggestions.length));
  }, [suggestions, words]);

  function write(next: Typed, at: number) {
    setTyped({ ...next, key });
    setCaret(at);
    if (key !== undefined) writeDraft(storage, key, next);
  }

  function choose(suggestion: MentionSuggestion | undefined) {
    if (!suggestion || !query) return;
    const inserted = insertMention(text, query, suggestion);
    const moved = moveSpans(spans, text, inserted.text, inserted.caret);
    nextCaret.current = inserted.caret;
    write({ text: inserted.text, spans: [...moved, inserted.span] }, inserted.caret);
    setAnnounced(words.chosen(suggestion.names[0] ?? suggestion.handle));
  }

  function send() {
    if (text.trim() === "") return;
    store.post(text, { spans, ...(replyTo !== undefined && { replyTo }) });
    write(nothing, 0);
    onSent?.();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    // In Safari, the composition ends first, and then the event of the key that ended it arrives.
    // It has the code 229.
    if (event.nativeEvent.isComposing || isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (isOpen && step !== undefined) {
      setActive((chosen + step + suggestions.length) % suggestions.length);
    } else if (isOpen && (event.key === "Enter" || event.key === "Tab")) {
      choose(suggestions[chosen]);
    } else if (isOpen && event.key === "Escape") {
      setDismissed(query?.start);
    } else if (event.key === "Enter" && !event.shiftKey) {
      send();
    } else return;
    event.preventDefault();
  }

  return {
    text,
    spans,
    /** The people and groups to choose from. Empty: no list is open. */
    suggestions,
    /** Sends the text, as Enter does. */
    send,
    formProps: {
      onSubmit(event: FormEvent<HTMLFormElement>) {
        event.preventDefault();
        send();
      },
    },
    fieldProps: {
      ref: field,
      value: text,
      role: "combobox",
      "aria-autocomplete": "list" as const,
      "aria-haspopup": "listbox" as const,
      "aria-expanded": isOpen,
      "aria-controls": listId,
      "aria-activedescendant": isOpen ? optionId(chosen) : undefined,
      onChange({ target }: ChangeEvent<HTMLTextAreaElement>) {
        const { value, selectionStart } = target;
        const moved = moveSpans(spans, text, value, selectionStart);
        setDismissed(undefined);
        write({ text: value, spans: moved }, selectionStart);
        if (value !== "") store.typing();
      },
      onKeyDown,
      onSelect({ currentTarget }: SyntheticEvent<HTMLTextAreaElement>) {
        setCaret(currentTarget.selectionStart);
      },
      onBlur: () => setDismissed(query?.start),
      onCompositionStart: (_: CompositionEvent) => setIsComposing(true),
      onCompositionEnd: (_: CompositionEvent) => setIsComposing(false),
    },
    listProps: { id: listId, role: "listbox", hidden: !isOpen },
    optionProps: (i: number) => ({
      id: optionId(i),
      role: "option",
      "aria-selected": i === chosen,
      onPointerDown(event: PointerEvent) {
        // A click event would be too late: before it, the field loses the focus, and this closes
        // the list.
        event.preventDefault();
        choose(suggestions[i]);
      },
    }),
    /** For an element that a screen reader reads out when it changes. */
    statusProps: { role: "status", children: announced },
  };
}
