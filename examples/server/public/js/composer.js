import { insertMention, mentionQuery, prepareDirectory, suggest } from "/client/mentions/index.js";
import { h, newId, setAttribute, setText } from "./dom.js";
import { t, tOr } from "./i18n.js";
import { moveSpans } from "./spans.js";

/** @typedef {import("@taskwire/core/mentions").DirectoryEntry} DirectoryEntry */
/** @typedef {import("@taskwire/core/mentions").MentionSpan} MentionSpan */
/** @typedef {import("@taskwire/core/mentions").Suggestion} Suggestion */

const mostRows = 6;

/**
 * A field to say something in, which completes names behind an at-sign; in the middle of running Thai text too.
 *
 * @param {object} options
 * @param {(text: string, spans: readonly MentionSpan[]) => void} options.send
 * @param {() => { entries: readonly DirectoryEntry[], aliases?: Readonly<Record<string, "everyone" | "here">>, groups: readonly string[] }} options.people who can be mentioned
 * @param {() => void} [options.onTyping]
 * @param {"chat.placeholder" | "comments.placeholder"} options.placeholder
 */
export function createComposer({ send, people, onTyping, placeholder }) {
  /** What was chosen from the list, as far as it still stands in the text. @type {readonly MentionSpan[]} */
  let spans = [];
  let before = "";
  /** @type {readonly Suggestion[]} */
  let rows = [];
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
    onblur: close,
  });
  const button = h("button", { class: "primary small" });
  const answering = h("p", { class: "composer-answering", hidden: true });
  const element = h(
    "form",
    {
      class: "composer",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        submit();
      },
    },
    answering,
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
    field.value = before = text;
    spans = chosen;
    field.setSelectionRange(caret, caret);
    close();
  }

  /** @param {InputEvent} event */
  function onInput(event) {
    spans = moveSpans(spans, before, field.value);
    before = field.value;
    if (field.value !== "") onTyping?.();
    // Half a word that an input method is still making is nobody's name.
    if (event.isComposing) return close();
    complete();
  }

  function complete() {
    const { entries, aliases, groups } = people();
    const directory = prepareDirectory(entries, aliases ? { aliases } : {});
    query =
      field.selectionStart === field.selectionEnd
        ? mentionQuery(field.value, field.selectionStart, directory)
        : null;
    const found = query
      ? suggest(field.value.slice(query.start + 1, query.end), directory, {
          groups,
          limit: mostRows,
        })
      : [];
    rows = found;
    active = 0;
    drawRows();
  }

  function close() {
    rows = [];
    query = null;
    drawRows();
  }

  function drawRows() {
    list.hidden = rows.length === 0;
    setAttribute(field, "aria-expanded", String(rows.length > 0));
    list.replaceChildren(
      ...rows.map((row, i) =>
        h(
          "li",
          {
            role: "option",
            id: `${list.id}-${i}`,
            "aria-selected": String(i === active),
            // Before the field loses the focus.
            onpointerdown: (/** @type {PointerEvent} */ event) => {
              event.preventDefault();
              choose(row);
            },
          },
          h(
            "span",
            { class: "completion-name" },
            tOr(`group.${row.id}`, row.names[0] ?? row.handle),
          ),
          h("span", { class: "completion-handle" }, `@${row.handle}`),
        ),
      ),
    );
    setAttribute(
      field,
      "aria-activedescendant",
      rows.length > 0 ? `${list.id}-${active}` : undefined,
    );
  }

  /** @param {Suggestion} row */
  function choose(row) {
    if (!query) return;
    const { text, caret, span } = insertMention(field.value, query, row);
    write(text, [...moveSpans(spans, field.value, text), span], caret);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.isComposing) return;
    const row = rows[active];
    if (row && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      return choose(row);
    }
    if (rows.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      active = (active + (event.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length;
      return drawRows();
    }
    if (event.key === "Escape") return close();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  }

  return {
    element,
    write,
    focus: () => field.focus(),

    /** @param {string | undefined} words what is being answered or changed @param {() => void} stop */
    about(words, stop) {
      answering.hidden = words === undefined;
      const away = h(
        "button",
        { type: "button", class: "quiet small", "aria-label": t("dialog.back"), onclick: stop },
        "×",
      );
      answering.replaceChildren(h("span", {}, words ?? ""), away);
    },

    draw() {
      setAttribute(field, "placeholder", t(placeholder));
      setAttribute(field, "aria-label", t(placeholder));
      setText(button, t("post.send"));
    },
  };
}
