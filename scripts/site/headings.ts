/** The anchor that GitHub makes of a heading's text. */
export const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");

/** Gives each heading of a page its own anchor. */
export class Anchors {
  readonly #used = new Map<string, number>();

  of(heading: string): string {
    const slug = slugOf(heading);
    const count = this.#used.get(slug);
    this.#used.set(slug, (count ?? 0) + 1);
    return count === undefined ? slug : `${slug}-${count}`;
  }
}
