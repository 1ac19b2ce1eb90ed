import { TaskwireError } from "../errors.ts";
import { safeParse } from "../model/safe-parse.ts";
import type { Down } from "../protocol/down/index.ts";
import { type Up, up } from "../protocol/up/index.ts";

/**
 * A decoded frame: a message, the answer to a frame with a mistake, or the reason to close the
 * connection.
 */
export type Decoded =
  | { readonly message: Up }
  | { readonly answer: Extract<Down, { type: "result" | "unsubscribed" | "error" }> }
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
  ).toJSON();
  return { answer: { ...answerTo(value), error } };
}

/**
 * The answer goes to the call or the subscription that waits for it. So it has the `id` or the
 * `topic` of the frame, even if that is what is wrong.
 */
function answerTo(frame: object) {
  const { type, id, topic } = frame as { [name: string]: unknown };
  if (type === "call" && Number.isFinite(id)) return { type: "result", id: id as number } as const;
  if ((type === "subscribe" || type === "unsubscribe") && typeof topic === "string")
    return { type: "unsubscribed", topic } as const;
  return { type: "error" } as const;
}
