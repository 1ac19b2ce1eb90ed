import { readFileSync } from "node:fs";
import { approvalCases } from "./approval-cases.ts";
import { mentionCases } from "./mention-cases.ts";

interface SitePart {
  /** Returns the text that replaces the comment: HTML, or Markdown. */
  readonly html: () => string;
  readonly script?: string;
  /** Whether `html` returns Markdown, which the page's Markdown has too. */
  readonly isMarkdown?: true;
}

const shortFiles = ["app@.service", "app.env.example", "Dockerfile", "Caddyfile"];

/** The short files of the deployment, each as a block of code. */
const deploymentFiles = (): string =>
  shortFiles
    .map((name) => {
      const text = readFileSync(`examples/deployment/${name}`, "utf8").trimEnd();
      return `\`${name}\`:\n\n\`\`\`text\n${text}\n\`\`\``;
    })
    .join("\n\n");

// A page's Markdown names such a part in a comment, so that the same file reads well elsewhere.
const parts: { readonly [name: string]: SitePart } = {
  demo: { html: () => '<div class="demo" data-demo><p>Starting …</p></div>', script: "demo" },
  "approval cases": { html: approvalCases },
  "deployment files": { html: deploymentFiles, isMarkdown: true },
  "mention cases": { html: mentionCases },
  "mentions box": {
    html: () => '<div class="try" data-mentions-box></div>',
    script: "mentions-box",
  },
};

/** Replaces the comments `<!-- site: name -->` of a page by the parts that only the site has. */
export function withParts(source: string): {
  readonly source: string;
  readonly scripts: readonly string[];
} {
  const scripts: string[] = [];
  const replaced = source.replaceAll(comments, (_, name: string) => {
    const part = partOf(name);
    if (part.script) scripts.push(part.script);
    return part.html();
  });
  return { source: replaced, scripts };
}

const comments = /^<!-- site: (.*?) -->$/gm;

function partOf(name: string): SitePart {
  const part = parts[name];
  if (!part) throw new Error(`There is no part "${name}" in scripts/site/parts.ts.`);
  return part;
}

/** Replaces the same comments in the Markdown of a page. Most parts are only on the page itself. */
export const withPartsInMarkdown = (source: string, page: string): string =>
  source.replaceAll(comments, (_, name: string) => {
    const part = partOf(name);
    return part.isMarkdown ? part.html() : `This part is only on [the page itself](${page}.html).`;
  });
