import { globSync, readFileSync } from "node:fs";
import { indexOf } from "../../site/js/find.ts";
import { browserFiles } from "./browser-files.ts";
import { type Output, problemsOf } from "./check.ts";
import { makeHighlighter } from "./code.ts";
import { contents } from "./contents.ts";
import { landing, landingPages } from "./landing.ts";
import { llms } from "./llms.ts";
import { assetUrl, Markdown, type Rendered } from "./markdown.ts";
import { descriptionOf, type Page, readSource, titleOf } from "./page.ts";
import { withParts } from "./parts.ts";
import { referencePages, referenceSidebar } from "./reference.ts";
import { indexed } from "./search-index.ts";
import { SiteMap } from "./site-map.ts";
import { shell } from "./template.ts";
import { twin } from "./twin.ts";

export interface Site {
  readonly files: Output;
  /** The mistakes that have to be corrected before the site can be published. */
  readonly problems: readonly string[];
}

/** Makes the whole site in memory. The reference has to be written before, by TypeDoc. */
export async function makeSite(): Promise<Site> {
  const guides = guidePages();
  const reference = referencePages();
  const first = landingPages();
  const pages = [...first, ...guides, ...reference];
  const map = new SiteMap(pages);
  const markdown = new Markdown(map, await makeHighlighter());
  const files = new Map<string, string | Uint8Array>(await browserFiles());
  const problems = map
    .without(globSync("docs/**/*.md").sort())
    .map((file) => `${file} is not on the site. Add it to scripts/site/contents.ts.`);
  const entries = [];
  const sections = contentsOf(guides);
  const thaiFirst = [...sections].sort((a, b) => rank(a) - rank(b));

  for (const page of pages) {
    const isLanding = first.includes(page);
    const { source, scripts } = withParts(page.source);
    const rendered: Rendered = isLanding
      ? { ...landing(page, markdown), parts: [] }
      : markdown.render(source, page);
    problems.push(...rendered.problems);
    for (const anchor of Object.keys(page.sections ?? {}))
      if (!rendered.parts.some(({ heading }) => heading.anchor === anchor))
        problems.push(
          `${page.file} has no heading ${anchor}, which scripts/site/contents.ts names.`,
        );
    for (const file of rendered.assets) files.set(assetUrl(file), readFileSync(file));
    const order = guides.filter(({ language }) => language === page.language);
    const at = order.indexOf(page);
    const isReference = reference.includes(page);
    const html = shell(
      {
        page,
        description: descriptionOf(page.source),
        content: rendered.html,
        headings: rendered.parts.map(({ heading }) => heading),
        previous: at > 0 ? order[at - 1] : undefined,
        next: at >= 0 ? order[at + 1] : undefined,
        translation: translationOf(page, pages),
        scripts,
        isLanding,
      },
      isReference
        ? referenceSidebar(page, reference)
        : page.language === "th"
          ? thaiFirst
          : sections,
    );
    files.set(`${page.url}.html`, html);
    files.set(`${page.url}.md`, twin(page, map));
    entries.push(...indexed(page, rendered.parts));
  }
  files.set("assets/icon.svg", readFileSync("site/icon.svg"));
  files.set("search.json", indexOf(entries));
  files.set("llms.txt", llms(guides, first[0]?.source ?? ""));
  files.set(".nojekyll", "");
  return { files, problems: [...problems, ...problemsOf(files)] };
}

/** The guides in reading order. */
function guidePages(): Page[] {
  const pages = contents.flatMap(({ title: section, pages }) =>
    pages.map((entry): Page => {
      const source = readSource(entry.file);
      const language = entry.url.startsWith("th/") ? "th" : "en";
      const title = titleOf(source) ?? entry.name ?? entry.url;
      const headed = titleOf(source) === undefined ? `# ${title}\n\n${source}` : source;
      return { ...entry, section, language, title, source: headed };
    }),
  );
  const decisions = globSync("docs/decisions/*.md").sort();
  return [
    ...pages,
    ...decisions.map((file): Page => {
      const source = readSource(file);
      const url = file.replace("docs/", "").replace(".md", "");
      return {
        file,
        url,
        source,
        language: "en",
        section: "Decisions",
        title: titleOf(source) ?? url,
      };
    }),
  ];
}

/** 0 for the sections in Thai, which come first on pages in Thai. */
const rank = ({ pages }: { readonly pages: readonly Page[] }): number =>
  pages.some(({ language }) => language === "th") ? 0 : 1;

function contentsOf(guides: readonly Page[]) {
  const titles = [...new Set(guides.map(({ section }) => section))];
  return titles.map((title) => ({
    title,
    pages: guides.filter(({ section }) => section === title),
  }));
}

function translationOf(page: Page, pages: readonly Page[]): Page | undefined {
  const url = page.language === "th" ? page.url.slice("th/".length) : `th/${page.url}`;
  return pages.find((other) => other.url === url);
}
