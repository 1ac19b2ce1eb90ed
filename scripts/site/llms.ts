import { descriptionOf, type Page } from "./page.ts";

/** The page `llms.txt`: all guides with their Markdown, in reading order. */
export function llms(pages: readonly Page[], readme: string): string {
  const sections = new Map<string, Page[]>();
  for (const page of pages)
    sections.set(page.section, [...(sections.get(page.section) ?? []), page]);
  const lists = [...sections].map(
    ([title, list]) => `## ${title}\n\n${list.map(line).join("\n")}\n`,
  );
  return `# taskwire\n\n> ${descriptionOf(readme)}\n\n${lists.join("\n")}`;
}

const line = ({ name, title, url, source }: Page): string =>
  `- [${name ?? title}](${url}.md): ${descriptionOf(source)}`;
