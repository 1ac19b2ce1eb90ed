import { maxIdLength, type Refusal } from "../model/refusal.ts";
import type { Connection } from "./connection.ts";

/**
 * Reports that a person may not follow a topic, or may not connect. Refused calls are reported
 * where they run.
 */
export function reportRefusal(
  { userId, parts }: Pick<Connection, "userId" | "parts">,
  operation: "connect" | "subscribe",
  code: Refusal["code"],
  topic?: string,
): void {
  const at = new Date(parts.runtime.now()).toISOString();
  const ids = topic === undefined ? {} : { topic: topic.slice(0, maxIdLength) };
  parts.onRefused({ at, userId, operation, code, ids });
}
