import type { z } from "zod";

type Issue = Pick<z.core.$ZodIssue, "path" | "message">;

/**
 * Returns the first ten problems of an input, each with its path, as the error `invalid` carries them. Messages
 * of the schema library can contain the caller's own field names, of any length.
 *
 * @param at the path of the part of the input that the schema checked
 */
export const inputProblems = (issues: readonly z.core.$ZodIssue[], ...at: readonly string[]) =>
  issues
    .flatMap(eachUnknownField)
    .slice(0, 10)
    .map(({ path, message }) => ({
      path: [...at, ...path].join(".").slice(0, 100),
      message: message.slice(0, 200),
    }));

/**
 * The schema library reports all unknown fields of an object as one problem. The path of this
 * problem is the path of the object.
 */
const eachUnknownField = (issue: z.core.$ZodIssue): readonly Issue[] =>
  issue.code === "unrecognized_keys"
    ? issue.keys.map((key) => ({
        path: [...issue.path, key],
        message: "There is no such field; leave it out",
      }))
    : [issue];
