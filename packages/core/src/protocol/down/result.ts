import type { ErrorBody } from "../../errors.ts";

/** The answer to a `call`. */
export type Result =
  | { readonly type: "result"; readonly id: number; readonly result: unknown }
  | { readonly type: "result"; readonly id: number; readonly error: ErrorBody };
