/** Thrown for a value that JSON can't hold. */
export class NotJson extends Error {
  override readonly name = "NotJson";
  /** The path to the value. Empty if it is the whole value. */
  readonly path: readonly (string | number)[];

  /** @param message a message for the caller that names the value and a replacement */
  constructor(path: readonly (string | number)[], message: string) {
    super(message);
    this.path = path;
  }
}
