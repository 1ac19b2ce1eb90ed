import type { Section } from "./contents.ts";
import { escapeHtml } from "./escape-html.ts";
import type { Heading } from "./markdown.ts";
import type { Page } from "./page.ts";
import { relativeLink } from "./site-map.ts";
import { chrome, type Words } from "./words.ts";

export interface Shell {
  readonly page: Page;
  readonly description: string;
  readonly content: string;
  readonly headings: readonly Heading[];
  readonly previous?: Page | undefined;
  readonly next?: Page | undefined;
  /** The same page in the other language. */
  readonly translation?: Page | undefined;
  readonly scripts?: readonly string[];
  readonly isLanding?: boolean;
}

/** Puts a page's content into the frame that all pages have. */
export function shell(given: Shell, sidebar: readonly SidebarSection[]): string {
  const { page, description, content, headings, isLanding = false } = given;
  const words = chrome[page.language];
  const root = "../".repeat(page.url.split("/").length - 1);
  const link = (url: string) => relativeLink(page.url, url);
  const title = isLanding ? `${page.title} · ${words.tagline}` : `${page.title} · taskwire`;
  const scripts = ["site", ...(given.scripts ?? [])];
  return `<!doctype html>
<html lang="${page.language}" data-root="${root}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<meta name="description" content="${escapeHtml(description)}">
<meta name="color-scheme" content="light dark">
<script>try{const t=localStorage.getItem("theme");if(t)document.documentElement.dataset.theme=t}catch{}</script>
<link rel="icon" href="${root}assets/icon.svg">
<link rel="stylesheet" href="${root}assets/site.css">
<link rel="alternate" type="text/markdown" href="${link(`${page.url}.md`)}">
${scripts.map((name) => `<script type="module" src="${root}assets/${name}.js"></script>`).join("\n")}
</head>
<body class="${isLanding ? "landing" : "docs"}">
<a class="skip" href="#page-content">${words.skip}</a>
<header class="top">
${isLanding ? "" : `<button type="button" class="menu" data-menu-button aria-expanded="false" aria-controls="sidebar">${words.menu}</button>`}
<a class="brand" href="${link(words.home)}.html"><span aria-hidden="true" class="mark"></span>taskwire</a>
<nav aria-label="${words.main}">
<a href="${link(words.start)}.html">${words.guides}</a>
<a href="${link("reference/index")}.html">${words.reference}</a>
<a href="${link("demo")}.html">${words.demo}</a>
</nav>
<div class="tools">
<button type="button" class="search-button" data-search-button>${words.search} <kbd aria-hidden="true">/</kbd></button>
${given.translation ? `<a class="language" hreflang="${given.translation.language}" lang="${given.translation.language}" href="${link(given.translation.url)}.html">${words.other}</a>` : ""}
<button type="button" class="theme" data-theme-button aria-label="${words.theme}" title="${words.theme}"></button>
</div>
</header>
${isLanding ? "" : sidebarOf(page, sidebar, words)}
<main id="page-content">
${isLanding ? content : `<article>${content}</article>${footer(given, words)}`}
</main>
${isLanding ? "" : outline(headings, words)}
</body>
</html>
`;
}

/** A section of the sidebar, with the pages that it shows. */
export interface SidebarSection extends Pick<Section, "title"> {
  readonly pages: readonly Page[];
}

function sidebarOf(page: Page, sections: readonly SidebarSection[], words: Words): string {
  const items = (pages: readonly Page[]) =>
    pages
      .map(({ url, name, title }) => {
        const current = url === page.url ? ' aria-current="page"' : "";
        return `<li><a href="${relativeLink(page.url, url)}.html"${current}>${escapeHtml(name ?? title)}</a></li>`;
      })
      .join("");
  return `<nav class="sidebar" id="sidebar" aria-label="${words.pages}">
${sections.map(({ title, pages }) => `<h2>${escapeHtml(title)}</h2><ul>${items(pages)}</ul>`).join("\n")}
</nav>`;
}

function outline(headings: readonly Heading[], words: Words): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (shown.length < 2) return "";
  const items = shown.map(
    ({ level, text, anchor }) =>
      `<li class="level-${level}"><a href="#${escapeHtml(anchor)}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav class="outline" aria-label="${words.onPage}"><h2>${words.onPage}</h2><ul>${items.join("")}</ul></nav>`;
}

function footer({ page, previous, next }: Shell, words: Words): string {
  const to = (other: Page | undefined, rel: "prev" | "next") =>
    other
      ? `<a rel="${rel}" href="${relativeLink(page.url, other.url)}.html"><span>${rel === "prev" ? words.previous : words.next}</span>${escapeHtml(other.name ?? other.title)}</a>`
      : "<span></span>";
  return `<footer class="page-end"><nav aria-label="${words.order}">${to(previous, "prev")}${to(next, "next")}</nav>
<p><a href="${relativeLink(page.url, `${page.url}.md`)}">${words.markdown}</a></p></footer>`;
}
