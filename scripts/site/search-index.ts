import type { Indexed } from "../../site/js/find.ts";
import type { Part } from "./markdown.ts";
import type { Page } from "./page.ts";
import { thaiWords } from "./thai-words.ts";

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
        thai: "",
      },
    ];
  return parts.map(({ heading, text }, i) => {
    const anchor = i === 0 ? "" : `#${heading.anchor}`;
    return {
      ...common,
      id: `${page.url}.html${anchor}`,
      page: page.title,
      heading: heading.text,
      text,
      find: (i === 0 ? page.find : page.sections?.[heading.anchor]) ?? "",
      thai: thaiWords[page.url + anchor] ?? "",
    };
  });
}

const kindOf = ({ url, section }: Page): Indexed["kind"] => {
  if (url.startsWith("reference/")) return "reference";
  if (/^(?:packages|examples)\//.test(url)) return "package";
  return ["Inside taskwire", "Decisions"].includes(section) ? "inside" : "guide";
};
