import { z } from "zod";
import { TaskwireError } from "../errors.ts";
import { idSchema } from "../model/id.ts";
import { text } from "../model/text.ts";

/** The ids of a target, as each operation's input names them. */
export const onBoard = { boardId: idSchema };
export const onTask = { ...onBoard, taskId: idSchema };
export const onRoom = { ...onBoard, roomId: idSchema };
export const onMessage = { ...onRoom, messageId: idSchema };
export const onComment = { ...onTask, commentId: idSchema };
export const onSubtask = { ...onTask, subtaskId: idSchema };

/** A page's size. */
export const limitSchema = z
  .int()
  .min(1)
  .max(200)
  .default(50)
  .meta({ description: "Most entries of a page." });

/** Where a page begins, from the page before. */
export const afterSchema = z
  .string()
  .max(1000)
  .optional()
  .meta({ description: "`next` of the page before." });

/** Where the next page begins, as text for a client. */
export const encodeNext = (next: readonly unknown[] | null): string | null =>
  next && Buffer.from(JSON.stringify(next)).toString("base64url");

// What a client sends back may be made up: a NUL or half a character would be an error inside a storage.
const fieldsSchema = z.array(text(300)).min(1).max(6);

/** What a client sent back of that: an index's fields. A text that is none is an error: beginning anew would show everything twice. */
export function decodeAfter(after: string | undefined): readonly string[] | undefined {
  if (after === undefined) return undefined;
  try {
    return fieldsSchema.parse(JSON.parse(Buffer.from(after, "base64url").toString()));
  } catch {
    throw new TaskwireError(
      "invalid",
      "`after` is not the `next` of a page before. Leave it out to begin at the start.",
    );
  }
}
