import { type bundledLanguages, createHighlighter } from "shiki";

const languages = [
  ...["ts", "tsx", "js", "json", "sh", "http", "sql", "html", "css", "python", "yaml"],
  ...["nginx", "ini", "docker"],
] as const satisfies readonly (keyof typeof bundledLanguages)[];

/** Colours code for light and dark pages at once: the page's style chooses between two variables. */
export async function makeHighlighter(): Promise<(code: string, language: string) => string> {
  const themes = { light: "github-light-default", dark: "github-dark-default" } as const;
  const highlighter = await createHighlighter({
    langs: [...languages],
    themes: Object.values(themes),
  });
  const known = new Set<string>(["text", "", ...highlighter.getLoadedLanguages()]);
  return (code, language) => {
    if (!known.has(language))
      throw new Error(`Code blocks in "${language}": add it to scripts/site/code.ts.`);
    const lang = language === "" ? "text" : language;
    return highlighter.codeToHtml(code, { lang, themes, defaultColor: false });
  };
}
