import { readFileSync } from "node:fs";
import { escapeHtml } from "./escape-html.ts";

interface Case {
  readonly input: string;
  readonly why: string;
  readonly mentions: readonly { readonly start: number; readonly end: number }[];
}

/** All conformance cases of mentions as a table: each text with its mentions marked, and the reason. */
export function mentionCases(): string {
  const cases = ["mention-cases.json", "mention-cases-2.json"].flatMap(
    (name): Case[] => JSON.parse(readFileSync(`packages/core/test/fixtures/${name}`, "utf8")).cases,
  );
  const rows = cases.map(
    (one) => `<tr><td class="case">${marked(one)}</td><td>${escapeHtml(one.why)}</td></tr>`,
  );
  return `<details><summary>${cases.length} cases</summary>
<div class="table" tabindex="0" role="group" aria-label="Cases"><table>
<thead><tr><th>text, with its mentions marked</th><th>why</th></tr></thead>
<tbody>${rows.join("").replaceAll("\n", "&#10;")}</tbody></table></div></details>`;
}

function marked({ input, mentions }: Case): string {
  let at = 0;
  let html = "";
  for (const { start, end } of mentions) {
    html += `${escapeHtml(input.slice(at, start))}<mark>${escapeHtml(input.slice(start, end))}</mark>`;
    at = end;
  }
  return html + escapeHtml(input.slice(at));
}
