import { insertMention, mentionQuery, moveSpans } from "@taskwire/client/mentions";
import {
  type ChangeEvent,
  type CompositionEvent,
  type KeyboardEvent,
  type PointerEvent,
  type SyntheticEvent,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import type { RoomIds } from "../use-room.ts";
import type { TaskIds } from "../use-task.ts";
import { partsOf } from "../use-typing.ts";
import type { MentionText } from "./draft.ts";
import { type MentionSuggestion, useSuggestions } from "./use-suggestions.ts";

/** The words that a screen reader hears. */
export interface ComposerWords {
  readonly suggestions: (count: number) => string;
  readonly chosen: (name: string) => string;
}

/** The options of {@link useMentionInput}. */
export interface MentionInputOptions {
  /** The text in the field, with the mentions that were chosen for it. */
  readonly value: MentionText;
  /** Takes the text after each change. Pass it as the next `value`. */
  readonly onChange: (next: MentionText) => void;
  /** Called when Enter is pressed without Shift. Without it, Enter makes a new line. */
  readonly onEnter?: (() => void) | undefined;
  /** Default: English. */
  readonly words?: ComposerWords | undefined;
}

const english: ComposerWords = {
  suggestions: (count) => (count === 1 ? "1 suggestion." : `${count} suggestions.`),
  chosen: (name) => `${name} is mentioned.`,
};

/**
 * A text field that mentions people, for example to edit a message. It gives you the behaviour, but
 * no styles: spread the props over your own elements. `useComposer` gives you the same field, and
 * also sends the text and keeps drafts.
 *
 * Names are completed after an at-sign, also inside of running Thai text. Chosen mentions move with
 * the text. While an input method is composing a word, Enter and the arrow keys are left to the
 * input method.
 *
 * @param place The room, or the task with the comments, whose people can be mentioned.
 * @example
 * ```tsx
 * const [value, onChange] = useState<MentionText>({ text: "", spans: [] });
 * const input = useMentionInput({ boardId, roomId }, { value, onChange });
 * const field = (
 *   <>
 *     <textarea {...input.fieldProps} aria-label="Message" />
 *     <ul {...input.listProps} aria-label="People">
 *       {input.suggestions.map((suggestion, i) => (
 *         <li key={suggestion.id} {...input.optionProps(i)}>{suggestion.names[0]}</li>
 *       ))}
 *     </ul>
 *     <p {...input.statusProps} />
 *   </>
 * );
 * ```
 */
export function useMentionInput(
  place: RoomIds | TaskIds,
  { value, onChange, onEnter, words = english }: MentionInputOptions,
) {
  const [caret, setCaret] = useState(0);
  const [isComposing, setIsComposing] = useState(false);
  /** The position of the at-sign whose list was closed, with Escape or by leaving the field. */
  const [dismissed, setDismissed] = useState<number>();
  const [active, setActive] = useState(0);
  const [announced, setAnnounced] = useState("");
  const field = useRef<HTMLTextAreaElement | null>(null);
  const nextCaret = useRef<number>(undefined);
  const listId = useId();

  useEffect(() => {
    if (nextCaret.current === undefined) return;
    field.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = undefined;
  });

  const { text, spans } = value;
  const asked = isComposing ? null : mentionQuery(text, caret);
  const isChosen = asked !== null && spans.some(({ start }) => start === asked.start);
  const query = asked === null || isChosen || asked.start === dismissed ? null : asked;
  const suggestions = useSuggestions(partsOf(place), query?.query);
  const chosen = Math.min(active, suggestions.length - 1);
  const isOpen = suggestions.length > 0;
  const optionId = (i: number) => `${listId}-${i}`;

  useEffect(() => {
    setActive(0);
    if (suggestions.length > 0) setAnnounced(words.suggestions(suggestions.length));
  }, [suggestions, words]);

  function choose(suggestion: MentionSuggestion | undefined) {
    if (!suggestion || !query) return;
    const inserted = insertMention(text, query, suggestion);
    const moved = moveSpans(spans, text, inserted.text, inserted.caret);
    nextCaret.current = inserted.caret;
    setCaret(inserted.caret);
    onChange({ text: inserted.text, spans: [...moved, inserted.span] });
    setAnnounced(words.chosen(suggestion.names[0] ?? suggestion.handle));
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    // If a key ends the composition, Safari ends the composition first and sends the event of the key
    // afterwards, with the key code 229.
    if (event.nativeEvent.isComposing || isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (isOpen && step !== undefined) {
      setActive((chosen + step + suggestions.length) % suggestions.length);
    } else if (isOpen && (event.key === "Enter" || event.key === "Tab")) {
      choose(suggestions[chosen]);
    } else if (isOpen && event.key === "Escape") {
      setDismissed(query?.start);
    } else if (onEnter && event.key === "Enter" && !event.shiftKey) {
      onEnter();
    } else return;
    event.preventDefault();
    // A form or a dialog around the field may react to these keys too.
    if (isOpen) event.stopPropagation();
  }

  return {
    /** The people and groups to choose from. If there are none, no list is open. */
    suggestions,
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
        const { value: next, selectionStart } = target;
        setDismissed(undefined);
        setCaret(selectionStart);
        onChange({ text: next, spans: moveSpans(spans, text, next, selectionStart) });
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
        // A click would come after the field has lost the focus, which closes the list.
        event.preventDefault();
        choose(suggestions[i]);
      },
    }),
    /** For an element that a screen reader reads out when it changes. */
    statusProps: { role: "status", children: announced },
  };
}
