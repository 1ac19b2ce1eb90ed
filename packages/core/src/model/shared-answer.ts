/** The end of an answer that is the same for several callers. */
export interface SharedPart {
  /**
   * The JSON of an object. In an answer, the fields of the caller are put in place of its first
   * brace.
   */
  readonly json: string;
  /** The size of the JSON in bytes. */
  readonly bytes: number;
  /** An adapter keeps the compressed text here, without the first brace, so that it is made once. */
  compressed: Promise<Uint8Array> | undefined;
}

/**
 * An answer with a shared part. Its JSON is `before`, followed by the shared part without its first
 * brace.
 */
export interface SharedAnswer {
  readonly before: string;
  readonly part: SharedPart;
}
