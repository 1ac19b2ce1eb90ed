import type { Indexed } from "../../site/js/find.ts";
import type { Part } from "./markdown.ts";
import type { Page } from "./page.ts";

/** The entries of the search index for one page. A page of the reference is one entry, because it has few words. */
export function indexed(page: Page, parts: readonly Part[]): Indexed[] {
  const kind = kindOf(page);
  const common = { kind, language: page.language } as const;
  if (kind === "reference")
    return [
      {
        ...common,
        id: `${page.url}.html`,
        page: page.title,
        heading: page.title,
        text: parts[0]?.text ?? "",
        find: "",
        excerpt: excerptOf(parts[0]?.text ?? ""),
      },
    ];
  return parts.map(({ heading, text }, i) => ({
    ...common,
    id: i === 0 ? `${page.url}.html` : `${page.url}.html#${heading.anchor}`,
    page: page.title,
    heading: heading.text,
    text,
    find: i === 0 ? (page.find ?? "") : "",
    excerpt: excerptOf(text),
  }));
}

const kindOf = ({ url, section }: Page): Indexed["kind"] => {
  if (url.startsWith("reference/")) return "reference";
  if (/^(?:packages|examples)\//.test(url)) return "package";
  return ["Inside taskwire", "Decisions"].includes(section) ? "inside" : "guide";
};

const excerptOf = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= 140 ? line : `${line.slice(0, 139).replace(/\s\S*$/, "")} …`;
};
