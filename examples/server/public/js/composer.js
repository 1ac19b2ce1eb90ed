import { insertMention, mentionQuery, prepareDirectory, suggest } from "/client/mentions/index.js";
import { h, newId, setAttribute, setText } from "./dom.js";
import { t, tOr } from "./i18n.js";
import { moveSpans } from "./mention-spans.js";

/** @typedef {import("@taskwire/core/mentions").DirectoryEntry} DirectoryEntry */
/** @typedef {import("@taskwire/core/mentions").MentionSpan} MentionSpan */
/** @typedef {import("@taskwire/core/mentions").Suggestion} Suggestion */

const maxSuggestions = 6;

/**
 * Creates a text field that completes names after an at-sign. This works without spaces too, in the
 * middle of Thai text.
 *
 * @param {object} options
 * @param {(text: string, spans: readonly MentionSpan[]) => void} options.send
 * @param {() => { entries: readonly DirectoryEntry[], aliases?: Readonly<Record<string, "everyone" | "here">>, groups: readonly string[] }} options.mentionable returns the people and groups that can be mentioned
 * @param {() => void} [options.onTyping]
 * @param {"chat.placeholder" | "comments.placeholder"} options.placeholder
 */
export function createComposer({ send, mentionable, onTyping, placeholder }) {
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
        submit();
      },
    },
    target,
    list,
    field,
    button,
  );

  function submit() {
    const text = field.value;
    if (text.trim() === "") return;
    send(text, spans);
    write("");
    field.focus();
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
      submit();
    }
  }

  return {
    element,
    write,
    focus: () => field.focus(),

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
