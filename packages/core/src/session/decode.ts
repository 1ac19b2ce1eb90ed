import { TaskwireError } from "../errors.ts";
import { safeParse } from "../model/safe-parse.ts";
import { type Up, up } from "../protocol/up/index.ts";

/**
 * A decoded frame: a message, a mistake that can be answered, or the reason to close the
 * connection.
 */
export type Decoded =
  | { readonly message: Up }
  | { readonly error: TaskwireError; readonly callId?: number }
  | { readonly closes: string };

/** Decodes a frame. Never throws, whatever the text is. */
export function decode(frame: string): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return { closes: "A frame must be JSON." };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { closes: "A frame must be a JSON object." };
  const parsed = safeParse(up, value);
  if (parsed.success) return { message: parsed.data };
  const [issue] = parsed.error.issues;
  // Both texts are cut, because they may contain the sender's own field names: up to a whole frame
  // of them.
  const where = issue && issue.path.length > 0 ? ` at "${issue.path.join(".").slice(0, 100)}"` : "";
  const error = new TaskwireError(
    "invalid",
    `The frame is wrong${where}: ${issue?.message.slice(0, 200)}.`,
  );
  const { type, id } = value as { type?: unknown; id?: unknown };
  return type === "call" && Number.isSafeInteger(id) ? { error, callId: id as number } : { error };
}
