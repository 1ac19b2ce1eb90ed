import { assetUrl } from "./markdown.ts";
import type { Page } from "./page.ts";
import { relativeLink, type SiteMap } from "./site-map.ts";

/** The Markdown of a page, with links to the Markdown of other pages. */
export function twin(page: Page, map: SiteMap): string {
  const blocks = page.source.split(/(^```[\s\S]*?^```$)/m);
  return blocks
    .map((block) => (block.startsWith("```") ? block : relinked(block, page, map)))
    .join("");
}

const relinked = (text: string, { file, url }: Page, map: SiteMap): string =>
  text.replaceAll(/\]\(([^)\s]+)\)/g, (whole, href: string) => {
    const target = map.target(file, decodeURI(href));
    if (target.kind === "page") return `](${relativeLink(url, target.url)}.md${target.hash})`;
    return target.kind === "asset" ? `](${relativeLink(url, assetUrl(target.file))})` : whole;
  });
