import { counted } from "../output.ts";

const listed = 50;

/** What is wrong: all of it counted, the first of it kept in words. */
export class Problems {
  readonly #lines: string[] = [];
  count = 0;

  add(line: string): void {
    this.count++;
    if (this.#lines.length < listed) this.#lines.push(line);
  }

  get lines(): readonly string[] {
    const more = this.count - this.#lines.length;
    return more > 0 ? [...this.#lines, `… and ${counted(more, "problem")} more`] : this.#lines;
  }
}
