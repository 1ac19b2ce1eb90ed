import type { Passage } from "./passage.ts";

const fence = /^\s*(`{3,}|~{3,})/;
const listItem = /^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?/;
const tableRow = /^\s*\|/;
const tableRule = /^\s*\|?\s*:?-{3,}/;
const heading = /^\s*#{1,6}\s/;
const blockTag = /^\s*@(\w+)\s*/;
const tagsWithName = new Set(["param", "property", "template", "typeParam"]);

/**
 * The paragraphs, list items and table cells of a Markdown text, or of a comment, which is written like one. Code,
 * headings and the heads of columns are left out: they name things.
 */
export function markdownPassages({ line: firstLine, text }: Passage): Passage[] {
  const found: Passage[] = [];
  let open: { line: number; lines: string[] } | null = null;
  let isExample = false;
  let openFence: string | null = null;
  const close = (): void => {
    if (open) found.push({ line: open.line, text: open.lines.join("\n") });
    open = null;
  };
  const lines = text.split("\n").map((line) => line.replace(/^(\s*>)+ ?/, ""));
  lines.forEach((content, i) => {
    const line = firstLine + i;
    const mark = fence.exec(content)?.[1];
    if (openFence !== null) {
      if (mark?.startsWith(openFence)) openFence = null;
      return;
    }
    const [tag = "", tagName = ""] = blockTag.exec(content) ?? [];
    if (tag) isExample = tagName === "example";
    if (mark !== undefined || content.trim() === "" || heading.test(content) || isExample) {
      close();
      openFence = mark ?? null;
      return;
    }
    if (tableRow.test(content)) {
      close();
      const isHead = tableRule.test(content) || tableRule.test(lines[i + 1] ?? "");
      if (!isHead) found.push(...cellsOf(content).map((cell) => ({ line, text: cell })));
      return;
    }
    const afterTag = content.slice(tag.length);
    const words = tagsWithName.has(tagName) ? afterTag.replace(/^\S+\s+(?:-\s+)?/, "") : afterTag;
    const [item = ""] = listItem.exec(words) ?? [];
    if (tag || item) close();
    open ??= { line, lines: [] };
    open.lines.push(words.slice(item.length));
  });
  close();
  return found;
}

/** A changeset, or another Markdown file. The settings at its top are left out; comments of HTML are read as text. */
export function markdownFilePassages(text: string): Passage[] {
  const [settings = ""] = /^---\n[\s\S]*?\n---\n/.exec(text) ?? [];
  const rest = text.slice(settings.length).replace(/<!--|-->/g, "");
  return markdownPassages({ line: settings.split("\n").length, text: rest });
}

function cellsOf(row: string): string[] {
  // A bar in code, or behind a backslash, separates nothing.
  const masked = row.replace(/`[^`]*`|\\\|/g, (code) => code.replaceAll("|", "¦"));
  return masked.split("|").filter((cell) => cell.trim() !== "");
}
