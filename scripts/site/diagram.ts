import { renderMermaidSVG } from "beautiful-mermaid";

let count = 0;

/** Draws a Mermaid diagram in the colours of the page. Screen readers get its text. */
export function diagram(source: string): string {
  const svg = renderMermaidSVG(source, {
    bg: "var(--paper)",
    fg: "var(--ink)",
    accent: "var(--accent)",
    line: "var(--muted)",
    muted: "var(--muted)",
    border: "var(--line-strong)",
    surface: "var(--raised)",
    transparent: true,
    font: "inherit",
  });
  const prefix = `d${++count}-`;
  // Several diagrams of a page must not share ids, and a style may load no font from elsewhere.
  const own = svg
    .replaceAll(/@import url\([^)]*\);?/g, "")
    .replaceAll(/ id="([^"]+)"/g, ` id="${prefix}$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${prefix}$1)`)
    .replace("<svg ", `<svg role="img" aria-label="${labelOf(source)}" `);
  return `<figure class="diagram" tabindex="0" aria-label="Diagram">${own}</figure>\n`;
}

const labelOf = (source: string): string =>
  `Diagram: ${source.replaceAll(/\s+/g, " ").replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").trim()}`;
