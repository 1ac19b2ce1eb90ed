import type { SharedAnswer } from "../model/shared-answer.ts";

/** Options for the answer of a call. */
export interface AnswerOptions {
  /** How many bytes of JSON it may have. */
  readonly bytes: number;
  /** Is called if the answer has a part that others get too. */
  readonly shares?: ((answer: SharedAnswer) => void) | undefined;
}
