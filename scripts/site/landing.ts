import { readFileSync } from "node:fs";
import { assetUrl, type Markdown } from "./markdown.ts";
import type { Page } from "./page.ts";

interface LandingWords {
  readonly headline: string;
  readonly begin: string;
  readonly demo: string;
  readonly code: string;
  /** The headings of the README whose lists the page shows. */
  readonly lists: readonly string[];
  readonly start: string;
  /** The button that stops the moving picture, and the one that lets it go on. */
  readonly motion: readonly [stop: string, go: string];
}

const words: { readonly [Language in Page["language"]]: LandingWords } = {
  en: {
    headline: "Approvals people can watch",
    begin: "Quick start",
    demo: "Try it in this browser",
    code: "A request, an approval, its steps: fifteen lines that run",
    lists: ["What your app gets", "What is promised"],
    start: "quick-start",
    motion: ["Stop the picture", "Play the picture"],
  },
  th: {
    headline: "อนุมัติงาน<br>เห็นพร้อมกันทุกคน",
    begin: "เริ่มใช้งาน",
    demo: "ลองใช้ในเบราว์เซอร์นี้",
    code: "ขออนุมัติ อนุมัติ และทำงานต่อ ในโค้ดสิบห้าบรรทัดที่รันได้จริง",
    lists: ["แอปของคุณจะได้อะไร", "สิ่งที่รับประกัน"],
    start: "th/quick-start",
    motion: ["หยุดภาพ", "เล่นภาพ"],
  },
};

/** The first page of the site, made of the README's own words, picture and code. */
export function landing(
  page: Page,
  markdown: Markdown,
): { html: string; assets: readonly string[]; problems: readonly string[] } {
  const { headline, begin, demo, code, lists, start, motion } = words[page.language];
  const take = (pattern: RegExp, what: string): string => {
    const found = pattern.exec(page.source)?.[0];
    if (found === undefined)
      throw new Error(`${page.file} has no ${what}. The first page of the site shows it.`);
    return found;
  };
  const parts: Record<string, string> = {
    tagline: take(/^[^#[!`<\n].*(?:\n.+)*/m, "first paragraph"),
    picture: take(/^!\[.*?\]\(.*?\)$/m, "picture"),
    install: take(/^```sh\n[\s\S]*?^```$/m, "command to install"),
    first: take(/^```ts\n[\s\S]*?^```$/m, "code"),
  };
  const rendered = Object.fromEntries(
    Object.entries(parts).map(([name, source]) => [name, markdown.render(source, page)]),
  );
  const sections = lists.map((heading) => {
    const section = take(
      new RegExp(`^## ${heading}$[\\s\\S]*?(?=^## |$(?![\\s\\S]))`, "m"),
      `heading "${heading}"`,
    );
    return markdown.render(section.replaceAll(/^```[\s\S]*?^```$/gm, ""), page);
  });
  const root = "../".repeat(page.url.split("/").length - 1);
  const html = `<section class="hero">
<h1>${headline}</h1>
<div class="tagline">${rendered.tagline?.html}</div>
<p class="actions"><a class="button primary" href="${root}${start}.html">${begin}</a> <a class="button" href="${root}demo.html">${demo}</a></p>
${rendered.install?.html}
</section>
<figure class="picture">${movingPicture(rendered.picture?.html ?? "", motion)}</figure>
<section class="first"><h2>${code}</h2>${rendered.first?.html}</section>
${sections.map(({ html }) => `<section class="cards">${html}</section>`).join("\n")}`;
  const all = [...Object.values(rendered), ...sections];
  return {
    html,
    assets: [movingFile, ...all.flatMap(({ assets }) => assets)],
    problems: all.flatMap(({ problems }) => problems),
  };
}

const stillFile = "docs/images/taskwire.webp";
const movingFile = "docs/images/taskwire-moving.webp";

/** Puts the moving picture before the still one, for everybody who has not asked for less motion. */
function movingPicture(html: string, [stop, go]: LandingWords["motion"]): string {
  const moving = html
    .replace(' loading="lazy"', "")
    .replace(/<img [^>]*src="([^"]*)"[^>]*>/, (image, url: string) => {
      const source = url.replace(assetUrl(stillFile), assetUrl(movingFile));
      return `<picture><source media="(prefers-reduced-motion: no-preference)" srcset="${source}" width="1000" height="600">${image}</picture>`;
    });
  return `${moving}<button type="button" hidden data-motion-button data-go="${go}">${stop}</button>`;
}

/** The sources of the first pages: the READMEs. */
export const landingPages = (): Page[] =>
  (
    [
      ["README.md", "index", "en"],
      ["README.th.md", "th/index", "th"],
    ] as const
  ).map(([file, url, language]) => ({
    file,
    url,
    language,
    title: "taskwire",
    source: readFileSync(file, "utf8"),
    section: "",
  }));
