import { readFileSync } from "node:fs";

/** A code block of a page, with the lines of the page that its code takes (from 1). */
export interface Block {
  readonly code: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** The TypeScript blocks of a page, as a reader would copy them. */
export function blocksOf(path: string): Block[] {
  const page = readFileSync(path, "utf8");
  return [...page.matchAll(/^( *)```ts\n(.*?)^\1```$/gms)].map(
    ({ 1: indent, 2: text = "", index }) => {
      const firstLine = page.slice(0, index).split("\n").length + 1;
      const code = text.replaceAll(new RegExp(`^${indent}`, "gm"), "");
      return { code, firstLine, lastLine: firstLine + text.split("\n").length - 2 };
    },
  );
}
