import markdownIt from "markdown-it";
import { diagram } from "./diagram.ts";
import { Anchors } from "./headings.ts";
import { relativeLink, type SiteMap } from "./site-map.ts";

/** A heading of a page, for its table of contents and for the search. */
export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly anchor: string;
}

/** A part of a page: the text below one heading, without code. */
export interface Part {
  readonly heading: Heading;
  readonly text: string;
}

export interface Rendered {
  readonly html: string;
  readonly parts: readonly Part[];
  readonly assets: readonly string[];
  readonly problems: readonly string[];
}

interface Environment {
  readonly file: string;
  readonly url: string;
  readonly anchors: Anchors;
  readonly assets: string[];
  readonly problems: string[];
}

/** Renders Markdown files as HTML for the site. */
export class Markdown {
  readonly #it;
  readonly #map: SiteMap;

  constructor(map: SiteMap, highlight: (code: string, language: string) => string) {
    this.#map = map;
    this.#it = markdownIt({ html: true, linkify: false });
    const { rules } = this.#it.renderer;
    rules.fence = (tokens, i) => {
      const { content = "", info = "" } = tokens[i] ?? {};
      const [language = ""] = info.split(" ");
      if (language === "mermaid") return diagram(content);
      return `<div class="code" data-language="${language}">${highlight(content.trimEnd(), language)}</div>\n`;
    };
    rules.table_open = () =>
      '<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n';
    rules.table_close = () => "</table></div>\n";
    rules.heading_open = (tokens, i, _options, env: Environment) => {
      const { tag = "h2" } = tokens[i] ?? {};
      const anchor = env.anchors.of(plainText(tokens[i + 1]?.children ?? []));
      return `<${tag} id="${anchor}">`;
    };
    rules.heading_close = (tokens, i) => `</${tokens[i]?.tag}>\n`;
    this.#it.core.ruler.push("links", (state) => {
      for (const { children } of state.tokens) this.#resolve(children ?? [], state.env);
    });
  }

  /** @param file the path of the Markdown file; `url` is the page's place on the site. */
  render(source: string, page: { readonly file: string; readonly url: string }): Rendered {
    const env: Environment = { ...page, anchors: new Anchors(), assets: [], problems: [] };
    const tokens = this.#it.parse(source, env);
    const html = this.#it.renderer.render(tokens, this.#it.options, env);
    return { html, parts: partsOf(tokens), assets: env.assets, problems: env.problems };
  }

  #resolve(tokens: readonly Token[], env: Environment): void {
    const open: Token[] = [];
    for (const token of tokens) {
      if (token.type === "image") this.#point(token, "src", env);
      if (token.type === "link_open") {
        open.push(token);
        this.#point(token, "href", env);
      }
      if (token.type === "link_close") token.tag = open.pop()?.tag ?? "a";
    }
  }

  #point(token: Token, attribute: "href" | "src", env: Environment): void {
    const href = String(token.attrGet(attribute));
    const target = this.#map.target(env.file, decodeURI(href));
    switch (target.kind) {
      case "page":
        token.attrSet(attribute, `${relativeLink(env.url, target.url)}.html${target.hash}`);
        break;
      case "asset":
        env.assets.push(target.file);
        token.attrSet(attribute, relativeLink(env.url, assetUrl(target.file)));
        if (attribute === "src") token.attrSet("loading", "lazy");
        break;
      case "outside":
        break;
      case "source":
        // The site can't know where its readers find the repository.
        token.tag = "span";
        token.attrs = [["class", "source"]];
        break;
      case "unlisted":
        env.problems.push(
          `${env.file} links to ${target.file}, which is not on the site. Add it to scripts/site/contents.ts.`,
        );
        break;
      case "broken":
        env.problems.push(`${env.file}: the link ${href} leads nowhere.`);
    }
  }
}

export const assetUrl = (file: string): string => `assets/${file.replaceAll("/", "-")}`;

type Token = ReturnType<ReturnType<typeof markdownIt>["parse"]>[number];

const plainText = (tokens: readonly Token[]): string =>
  tokens
    .filter(({ type }) => ["text", "code_inline", "softbreak", "image"].includes(type))
    .map(({ type, content }) => (type === "softbreak" ? " " : content))
    .join("");

function partsOf(tokens: readonly Token[]): Part[] {
  const anchors = new Anchors();
  const parts: { heading: Heading; text: string }[] = [];
  tokens.forEach((token, i) => {
    if (token.type !== "inline") return;
    const text = plainText(token.children ?? []);
    if (tokens[i - 1]?.type === "heading_open") {
      const level = Number(tokens[i - 1]?.tag.slice(1));
      parts.push({ heading: { level, text, anchor: anchors.of(text) }, text: "" });
      return;
    }
    const part = parts.at(-1);
    if (part) part.text += `${text}\n`;
  });
  return parts;
}
