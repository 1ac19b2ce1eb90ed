/** Thrown for a value that JSON can't hold. */
export class NotJson extends Error {
  override readonly name = "NotJson";
  /** Where the value is. Empty: it is the whole. */
  readonly path: readonly (string | number)[];

  /** @param message the value found and its replacement, for the caller */
  constructor(path: readonly (string | number)[], message: string) {
    super(message);
    this.path = path;
  }
}
