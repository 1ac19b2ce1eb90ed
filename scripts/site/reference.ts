import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "./page.ts";
import type { SidebarSection } from "./template.ts";

/** The folder in which TypeDoc writes the reference as Markdown (`typedoc.json`). */
export const referenceFolder = ".cache/reference";

/** The pages of the reference. */
export function referencePages(): Page[] {
  const files = globSync("**/*.md", { cwd: referenceFolder }).sort();
  return files.map((path) => {
    const file = join(referenceFolder, path);
    const source = withoutSchemas(readFileSync(file, "utf8"));
    return {
      file,
      url: urlOf(path),
      title: nameOf(source),
      source,
      language: "en",
      section: "Reference",
    };
  });
}

/** A field of a type that comes from a schema, without the schema's name: `id: string = idSchema;`. */
const withoutSchemas = (source: string): string =>
  source.replaceAll(/^( *[\w"]+\??: .*?) = \w+;$/gm, "$1;");

/** `reference/core/adapter/interfaces/Link` for `@taskwire/core/doors/adapter/interfaces/Link.md`. */
const urlOf = (path: string): string =>
  `reference/${path}`
    .replace("@taskwire/", "")
    .replace("/doors/", "/")
    .replace(/README\.md$/, "index")
    .replace(/\.md$/, "");

/** `boardStore` for a page that begins with "# Function: boardStore()". */
const nameOf = (source: string): string => {
  const heading = /^# (.*)$/m.exec(source)?.[1] ?? "Reference";
  if (heading === "taskwire") return "Reference";
  const name = heading.replace(/^[A-Z][A-Za-z ]+: /, "").replace(/\(\)$/, "");
  return name
    .replace(/\\?<.*$/, "")
    .replaceAll("\\", "")
    .replace(/^doors\//, "");
};

const kinds = {
  functions: "Functions",
  classes: "Classes",
  interfaces: "Interfaces",
  "type-aliases": "Types",
  variables: "Values",
} as const;

/** The sidebar of a page of the reference: the packages, then the names of the same entry point. */
export function referenceSidebar(page: Page, pages: readonly Page[]): SidebarSection[] {
  const packages = pages.filter(({ url }) => /^reference\/[^/]+\/index$/.test(url));
  const home = page.url.replace(
    /\/(?:functions|classes|interfaces|type-aliases|variables)\/[^/]+$|\/index$/,
    "",
  );
  const named = Object.entries(kinds).map(([folder, title]) => ({
    title,
    pages: pages.filter(({ url }) => url.startsWith(`${home}/${folder}/`)),
  }));
  const doors = pages.filter(
    ({ url }) => url.startsWith(`${home}/`) && url.endsWith("/index") && url !== page.url,
  );
  const sections = [
    { title: "Packages", pages: packages },
    { title: "Entry points", pages: home === "reference" ? [] : doors },
    ...named,
  ];
  return sections.filter(({ pages }) => pages.length > 0);
}
