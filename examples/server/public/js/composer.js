import { insertMention, mentionQuery, prepareDirectory, suggest } from "/client/mentions/index.js";
import { h, newId, setAttribute, setText } from "./dom.js";
import { t, tOr } from "./i18n.js";
import { moveSpans } from "./mention-spans.js";
import { once } from "./once.js";

/** @typedef {import("@taskwire/core/mentions").DirectoryEntry} DirectoryEntry */
/** @typedef {import("@taskwire/core/mentions").MentionSpan} MentionSpan */
/** @typedef {import("@taskwire/core/mentions").Suggestion} Suggestion */

const maxSuggestions = 6;

/** @typedef {{ text: string, spans: readonly MentionSpan[] }} Typed */

/**
 * Creates a text field that completes names after an at-sign. This works without spaces too, in the
 * middle of Thai text. The text is kept as a draft until it was sent.
 *
 * @param {object} options
 * @param {import("./drafts.js").Draft<Typed>} options.draft the draft of a new text
 * @param {import("./error-banner.js").ErrorBanner} options.errors
 * @param {(text: string, spans: readonly MentionSpan[]) => Promise<unknown> | void} options.send
 * @param {() => void} options.onSent
 * @param {() => { entries: readonly DirectoryEntry[], aliases?: Readonly<Record<string, "everyone" | "here">>, groups: readonly string[] }} options.mentionable returns the people and groups that can be mentioned
 * @param {() => void} [options.onTyping]
 * @param {"chat.placeholder" | "comments.placeholder"} options.placeholder
 */
export function createComposer({
  draft: newDraft,
  errors,
  send,
  onSent,
  mentionable,
  onTyping,
  placeholder,
}) {
  /** The draft of the text that the field shows: a new text, or an edit of an old one. */
  let draft = newDraft;
  /**
   * The mentions that were chosen from the list and are still in the text.
   *
   * @type {readonly MentionSpan[]}
   */
  let spans = [];
  let previousText = "";
  /** @type {readonly Suggestion[]} */
  let suggestions = [];
  let active = 0;
  /** @type {{ start: number, end: number } | null} */
  let query = null;

  const list = h("ul", { class: "completion", role: "listbox", id: newId(), hidden: true });
  const field = h("textarea", {
    rows: 1,
    maxlength: 8000,
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
    onkeydown: onKey,
    oninput: onInput,
    onclick: complete,
    onblur: closeList,
  });
  const button = h("button", { class: "primary small" });
  const target = h("p", { class: "composer-target", hidden: true });
  const element = h(
    "form",
    {
      class: "composer",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        void submit();
      },
    },
    target,
    list,
    field,
    button,
  );

  const submit = once(async () => {
    const { value } = field;
    if (value.trim() === "") return;
    const sentDraft = draft;
    setAttribute(button, "aria-busy", "true");
    const isSent = await errors.attempt(() => send(value, spans));
    setAttribute(button, "aria-busy", undefined);
    if (!isSent) return;
    // Meanwhile the person may have typed on, or opened another text.
    if (draft !== sentDraft) return sentDraft.write(undefined);
    if (field.value !== value) return;
    write("");
    keep();
    // Unless the person went elsewhere while it was being sent.
    if (element.contains(document.activeElement)) field.focus();
    onSent();
  });

  /** Keeps what the field shows as the draft of its place. */
  function keep() {
    draft.write(field.value === "" ? undefined : { text: field.value, spans });
  }

  /** @param {string} text @param {readonly MentionSpan[]} [chosen] @param {number} [caret] */
  function write(text, chosen = [], caret = text.length) {
    field.value = previousText = text;
    spans = chosen;
    field.setSelectionRange(caret, caret);
    closeList();
  }

  /** @param {InputEvent} event */
  function onInput(event) {
    spans = moveSpans(spans, previousText, field.value);
    previousText = field.value;
    keep();
    if (field.value !== "") onTyping?.();
    // An input method hasn't finished this word yet.
    if (event.isComposing) return closeList();
    complete();
  }

  function complete() {
    const { entries, aliases, groups } = mentionable();
    const directory = prepareDirectory(entries, aliases ? { aliases } : {});
    query =
      field.selectionStart === field.selectionEnd
        ? mentionQuery(field.value, field.selectionStart, directory)
        : null;
    suggestions = query
      ? suggest(field.value.slice(query.start + 1, query.end), directory, {
          groups,
          limit: maxSuggestions,
        })
      : [];
    active = 0;
    drawList();
  }

  function closeList() {
    suggestions = [];
    query = null;
    drawList();
  }

  function drawList() {
    list.hidden = suggestions.length === 0;
    setAttribute(field, "aria-expanded", String(suggestions.length > 0));
    list.replaceChildren(
      ...suggestions.map((suggestion, i) =>
        h(
          "li",
          {
            role: "option",
            id: `${list.id}-${i}`,
            "aria-selected": String(i === active),
            // `click` would come after the field lost the focus, which closes the list.
            onpointerdown: (/** @type {PointerEvent} */ event) => {
              event.preventDefault();
              choose(suggestion);
            },
          },
          h(
            "span",
            { class: "completion-name" },
            tOr(`group.${suggestion.id}`, suggestion.names[0] ?? suggestion.handle),
          ),
          h("span", { class: "completion-handle" }, `@${suggestion.handle}`),
        ),
      ),
    );
    setAttribute(
      field,
      "aria-activedescendant",
      suggestions.length > 0 ? `${list.id}-${active}` : undefined,
    );
  }

  /** @param {Suggestion} suggestion */
  function choose(suggestion) {
    if (!query) return;
    const { text, caret, span } = insertMention(field.value, query, suggestion);
    write(text, [...moveSpans(spans, field.value, text), span], caret);
    keep();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.isComposing) return;
    const suggestion = suggestions[active];
    if (suggestion && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      return choose(suggestion);
    }
    if (suggestions.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : suggestions.length - 1;
      active = (active + step) % suggestions.length;
      return drawList();
    }
    if (event.key === "Escape") return closeList();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void submit();
    }
  }

  /** @param {Typed} [initial] shown if there is no draft */
  function open(initial = { text: "", spans: [] }) {
    const { text, spans: chosen } = draft.read() ?? initial;
    write(text, chosen);
  }

  open();

  return {
    element,
    focus: () => field.focus(),

    /**
     * Shows the text of another place, for example that of a message to edit. The text that the
     * field showed before is kept.
     *
     * @param {import("./drafts.js").Draft<Typed>} [next] default: the draft of a new text
     * @param {Typed} [initial]
     */
    show(next = newDraft, initial = undefined) {
      draft = next;
      open(initial);
    },

    /** Puts texts that were never sent in front of a new text. @param {readonly string[]} texts */
    putBack(texts) {
      const { text = "", spans: chosen = [] } = newDraft.read() ?? {};
      const all = [...texts, ...(text === "" ? [] : [text])].join("\n");
      newDraft.write({ text: all, spans: moveSpans(chosen, text, all) });
      if (draft === newDraft) open();
    },

    /**
     * Shows the post that is being replied to or edited.
     *
     * @param {string | undefined} label undefined: a new post
     * @param {() => void} onCancel
     */
    showTarget(label, onCancel) {
      target.hidden = label === undefined;
      const cancel = h(
        "button",
        { type: "button", class: "quiet small", "aria-label": t("post.cancel"), onclick: onCancel },
        "×",
      );
      target.replaceChildren(h("span", {}, label ?? ""), cancel);
    },

    draw() {
      setAttribute(field, "placeholder", t(placeholder));
      setAttribute(field, "aria-label", t(placeholder));
      setText(button, t("post.send"));
    },
  };
}
