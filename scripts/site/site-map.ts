import { existsSync } from "node:fs";
import { posix } from "node:path";

/** Where a link of a page leads. */
export type Target =
  | { readonly kind: "page"; readonly url: string; readonly hash: string }
  | { readonly kind: "asset"; readonly file: string }
  | { readonly kind: "outside" }
  /** A file of the repository that is not on the site. */
  | { readonly kind: "source" }
  /** A Markdown file that should be on the site, and isn't in its contents. */
  | { readonly kind: "unlisted"; readonly file: string }
  | { readonly kind: "broken" };

/** Knows which file becomes which page. */
export class SiteMap {
  readonly #urls: ReadonlyMap<string, string>;

  constructor(pages: Iterable<{ readonly file: string; readonly url: string }>) {
    this.#urls = new Map([...pages].map(({ file, url }) => [file, url]));
  }

  /** The files that are no page of the site. */
  without(files: readonly string[]): string[] {
    return files.filter((file) => !this.#urls.has(file));
  }

  /** Resolves a link of a Markdown file. */
  target(from: string, href: string): Target {
    if (/^[a-z]+:/.test(href)) return { kind: "outside" };
    const [path = "", hash = ""] = href.split("#");
    const file = path === "" ? from : posix.join(posix.dirname(from), path);
    const url = this.#urls.get(file) ?? this.#urls.get(posix.join(file, "README.md"));
    if (url !== undefined) return { kind: "page", url, hash: hash && `#${hash}` };
    if (/\.(png|svg|webp|gif|webm)$/.test(file) && existsSync(file)) return { kind: "asset", file };
    if (!existsSync(file)) return { kind: "broken" };
    return file.endsWith(".md") ? { kind: "unlisted", file } : { kind: "source" };
  }
}

/** The relative link from one page to another, so that the site works in any folder of a server. */
export function relativeLink(from: string, to: string): string {
  return posix.join(posix.relative(posix.dirname(from), posix.dirname(to)), posix.basename(to));
}
