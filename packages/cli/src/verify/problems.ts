import { formatCount } from "../output.ts";

const maxListed = 50;

/** Counts all problems and keeps the texts of the first ones. */
export class Problems {
  readonly #lines: string[] = [];
  count = 0;

  add(line: string): void {
    this.count++;
    if (this.#lines.length < maxListed) this.#lines.push(line);
  }

  get lines(): readonly string[] {
    const more = this.count - this.#lines.length;
    return more > 0 ? [...this.#lines, `… and ${formatCount(more, "problem")} more`] : this.#lines;
  }
}
