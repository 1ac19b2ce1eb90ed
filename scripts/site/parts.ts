import { approvalCases } from "./approval-cases.ts";
import { mentionCases } from "./mention-cases.ts";

interface SitePart {
  readonly html: () => string;
  readonly script?: string;
}

// A page's Markdown names such a part in a comment, so that the same file reads well elsewhere.
const parts: { readonly [name: string]: SitePart } = {
  demo: { html: () => '<div class="demo" data-demo><p>Starting …</p></div>', script: "demo" },
  "approval cases": { html: approvalCases },
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
  const replaced = source.replaceAll(/^<!-- site: (.*?) -->$/gm, (_, name: string) => {
    const part = parts[name];
    if (!part) throw new Error(`There is no part "${name}" in scripts/site/parts.ts.`);
    if (part.script) scripts.push(part.script);
    return part.html();
  });
  return { source: replaced, scripts };
}
