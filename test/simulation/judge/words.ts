import { marksIn } from "../reference/entry.ts";
import type { Reference } from "../reference/reference.ts";

export const marksOf = (text: string): ReadonlySet<string> => new Set(marksIn(text));

/** The marks of all texts that a user may read now, by the reference. */
export const readableMarks = (userId: string, now: Reference): ReadonlySet<string> =>
  new Set(
    [...now.writings.marks.keys()].filter((mark) =>
      now.isReadable(userId, mark, now.moment, now.moment),
    ),
  );
