import { readFileSync } from "node:fs";
import type { Entry } from "./contents.ts";

/** A page's source, ready to render. */
export interface Page extends Entry {
  readonly title: string;
  readonly source: string;
  /** The language of its text. */
  readonly language: "en" | "th";
  /** The section of the sidebar that it belongs to. */
  readonly section: string;
}

/** Reads a Markdown file without its front matter. */
export function readSource(file: string): string {
  const text = readFileSync(file, "utf8");
  return text.replace(/^---\n.*?\n---\n+/s, "");
}

export const titleOf = (source: string): string | undefined =>
  /^# (.*)$/m.exec(source)?.[1]?.replaceAll("`", "");

/** The first paragraph of a page, for search engines and `llms.txt`. */
export function descriptionOf(source: string): string {
  const paragraph = source
    .replaceAll(/^```.*?^```/gms, "")
    .split(/\n{2,}/)
    // A paragraph that is only a link, such as that to another language, describes nothing.
    .find((block) => /^[\p{L}`*[]/u.test(block) && !/^\[[^\]]*\]\(\S*\)\s*$/.test(block));
  const plain = (paragraph ?? "")
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return plain.length <= 200 ? plain : `${plain.slice(0, 199).replace(/\s\S*$/, "")} …`;
}
