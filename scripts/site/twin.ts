import { posix } from "node:path";
import { assetUrl } from "./markdown.ts";
import type { Page } from "./page.ts";
import { withPartsInMarkdown } from "./parts.ts";
import { relativeLink, type SiteMap } from "./site-map.ts";

/**
 * The Markdown of a page, with links to the Markdown of other pages. A link to a source file becomes
 * its text, because the site doesn't have the file.
 */
export function twin(page: Page, map: SiteMap): string {
  const blocks = withPartsInMarkdown(page.source, posix.basename(page.url)).split(
    /(^```[\s\S]*?^```$)/m,
  );
  return blocks
    .map((block) => (block.startsWith("```") ? block : relinked(block, page, map)))
    .join("");
}

const relinked = (text: string, { file, url }: Page, map: SiteMap): string =>
  text.replaceAll(/\[([^[\]]*)\]\(([^)\s]+)\)/g, (whole, words: string, href: string) => {
    const target = map.target(file, decodeURI(href));
    switch (target.kind) {
      case "page":
        return `[${words}](${relativeLink(url, target.url)}.md${target.hash})`;
      case "asset":
        return `[${words}](${relativeLink(url, assetUrl(target.file))})`;
      case "source":
        return words;
      default:
        return whole;
    }
  });
