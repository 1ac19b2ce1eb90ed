import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const source = readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

interface Axe {
  run(options: object): Promise<{ readonly violations: readonly Violation[] }>;
}

/** Returns what axe finds on the page as it is now, without what it calls minor. */
export async function axeProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(source);
  return page.evaluate(async () => {
    // A running animation would be measured half-way.
    await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run({
      rules: {
        "target-size": { enabled: true },
        // The field that completes names is a combobox of several lines. HTML has no element for that.
        "aria-allowed-role": { enabled: false },
      },
    });
    return violations
      .filter(({ impact }) => impact !== "minor")
      .flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `${impact} ${id}: ${html}`));
  });
}
