import { TaskwireError } from "../errors.ts";
import { safeParse } from "../model/safe-parse.ts";
import { type Up, up } from "../protocol/up/index.ts";

/** What a frame turned out to be: a message, a mistake that can be answered, or nothing of this protocol. */
export type Decoded =
  | { readonly message: Up }
  | { readonly error: TaskwireError; readonly callId?: number }
  | { readonly closes: string };

/** Text to message. Total: never throws, whatever comes. */
export function decode(frame: string): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return { closes: "A frame has to be JSON." };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { closes: "A frame has to be a JSON object." };
  const parsed = safeParse(up, value);
  if (parsed.success) return { message: parsed.data };
  const [issue] = parsed.error.issues;
  // What the schema library says may hold the sender's own field names, a whole frame of them.
  const where = issue && issue.path.length > 0 ? ` at "${issue.path.join(".").slice(0, 100)}"` : "";
  const error = new TaskwireError(
    "invalid",
    `The frame is wrong${where}: ${issue?.message.slice(0, 200)}.`,
  );
  const { type, id } = value as { type?: unknown; id?: unknown };
  return type === "call" && Number.isSafeInteger(id) ? { error, callId: id as number } : { error };
}
