// `npm run language [-- PATH …]` prints each sentence that begins with a clause without a head, like "Who follows live."
// With `--long` it prints sentences of more than 45 words instead. test/plain-english.test.ts keeps the repository free of the first.
import { globSync, readFileSync } from "node:fs";
import { normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { codePassages, withoutStars } from "./plain-english/code.ts";
import { markdownFilePassages, markdownPassages } from "./plain-english/markdown.ts";
import { clausesOf, type Passage, type Sentence, sentencesOf } from "./plain-english/passage.ts";

export interface Finding extends Sentence {
  readonly file: string;
}

const maxWords = 45;
const headless =
  /^[([*_]*(?:who|what|whose|whom|whoever|whatever|whomever)(?:['’](?:s|re|d|ll|ve))?\s+\S/i;

/** The clauses of a file that begin without a head. A question may begin like one. */
export function headlessClauses(file: string, text: string): Finding[] {
  return findingsIn(file, text, clausesOf).filter(
    ({ readable }) => headless.test(readable) && !/\?[)\]*_]*$/.test(readable),
  );
}

/** Sentences that few people read to the end. They are only reported: some lists are long. */
export function longSentences(file: string, text: string): Finding[] {
  return findingsIn(file, text, sentencesOf).filter(
    ({ readable }) => readable.split(" ").length > maxWords,
  );
}

function findingsIn(
  file: string,
  text: string,
  split: (passage: Passage) => Sentence[],
): Finding[] {
  return passagesOf(file, text)
    .flatMap(split)
    .map((sentence) => ({ file, ...sentence }))
    .sort((a, b) => a.line - b.line);
}

function passagesOf(file: string, text: string): Passage[] {
  if (file.endsWith(".md")) return markdownFilePassages(text);
  if (file.endsWith(".css")) return commentPassages(text, /\/\*([\s\S]*?)\*\//g);
  if (file.endsWith(".html")) return commentPassages(text, /<!--([\s\S]*?)-->/g);
  return codePassages(file, text);
}

function commentPassages(text: string, comment: RegExp): Passage[] {
  return [...text.matchAll(comment)].flatMap(({ 1: inner = "", index }) =>
    markdownPassages({
      line: text.slice(0, index).split("\n").length,
      text: withoutStars(inner),
    }),
  );
}

/** Every file of the repository that people wrote, as paths from its root. */
export function writtenFiles(root: string): string[] {
  const folders = "{packages,examples,docs,test,bench,scripts,.changeset,.github}";
  const isGenerated = /(^|\/)(node_modules|dist|data|\.cache)$|^docs\/api$/;
  return globSync([`${folders}/**/*.{ts,js,mjs,css,html,md}`, "*.{ts,md}"], {
    cwd: root,
    exclude: (path) => isGenerated.test(path),
  }).filter((path) => !path.endsWith("CHANGELOG.md"));
}

/** Whether `path`, a file or a folder as one types it (`.`, `./docs/`), is the file or contains it. */
export function isWithin(file: string, path: string): boolean {
  const typed = normalize(path).replace(/\/$/, "");
  return typed === "." || file === typed || file.startsWith(`${typed}/`);
}

export function show({ file, line, text }: Finding): string {
  return `${file}:${line}: ${text}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const args = process.argv.slice(2);
  const find = args.includes("--long") ? longSentences : headlessClauses;
  const paths = args.filter((arg) => !arg.startsWith("--"));
  const files = writtenFiles(".");
  const empty = paths.filter((path) => !files.some((file) => isWithin(file, path)));
  if (empty.length > 0) {
    console.error(`no file to read in ${empty.join(", ")}`);
    process.exit(2);
  }
  const findings = files
    .filter((file) => paths.length === 0 || paths.some((path) => isWithin(file, path)))
    .flatMap((file) => find(file, readFileSync(file, "utf8")));
  for (const finding of findings) console.log(show(finding));
  console.log(`${findings.length} found`);
  process.exitCode = findings.length > 0 && find === headlessClauses ? 1 : 0;
}
