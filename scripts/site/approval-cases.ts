import { readFileSync } from "node:fs";
import { escapeHtml } from "./escape-html.ts";

interface Act {
  readonly at?: string;
  readonly by?: string;
  readonly do?: string;
  readonly refused?: string;
  readonly [field: string]: unknown;
}

interface Case {
  readonly why: string;
  readonly acts: readonly Act[];
  readonly then: {
    readonly state: string;
    readonly steps?: string;
    readonly votes?: readonly string[];
  };
}

/** All conformance cases of approvals as a table: the acts, and the result. */
export function approvalCases(): string {
  const file = "packages/core/test/fixtures/approval-cases.json";
  const cases: readonly Case[] = JSON.parse(readFileSync(file, "utf8")).cases;
  const rows = cases.map(({ why, acts, then }) => {
    const { state, steps, votes } = then;
    const result = [state, steps, votes?.join(", ")].filter((part) => part).join("; ");
    const cells = [why, acts.map(inWords).join("; "), result];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`;
  });
  return `<details><summary>${cases.length} cases</summary>
<div class="table" tabindex="0" role="group" aria-label="Cases"><table>
<thead><tr><th>case</th><th>acts</th><th>state, steps and votes</th></tr></thead>
<tbody>${rows.join("")}</tbody></table></div></details>`;
}

function inWords({ at, by, do: act, refused, ...rest }: Act): string {
  const details = Object.entries(rest).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const words = [at, by, act, ...details].filter((word) => word !== undefined).join(" ");
  return refused === undefined ? words : `${words}: ${refused}`;
}
