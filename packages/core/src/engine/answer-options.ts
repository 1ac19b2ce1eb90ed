import type { SharedAnswer } from "../model/shared-answer.ts";

/** Options for the answer of a call. */
export interface AnswerOptions {
  /** Maximum size of the answer, in bytes of JSON. */
  readonly bytes: number;
  /** Called if a part of the answer is the same for other callers. */
  readonly shares?: ((answer: SharedAnswer) => void) | undefined;
}
