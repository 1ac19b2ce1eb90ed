import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Notification, ReactionEvent } from "@taskwire/core";

/**
 * Writes what would be mailed into a file, a line a row of somebody's inbox. A reaction is called at least once for each
 * event, again after a crash or an error, so what was sent is remembered by the row's id.
 */
export function createOutbox(file: string): (event: Pick<ReactionEvent, "data">) => void {
  const sent = new Set(linesOf(file).map(({ id }) => id));
  return ({ data }) => {
    const { id, userId, reason, about, excerpt } = data.notification as Notification;
    if (sent.has(id)) return;
    appendFileSync(file, `${JSON.stringify({ id, to: userId, reason, about, excerpt })}\n`);
    sent.add(id);
  };
}

interface Line {
  readonly id: string;
  readonly to: string;
  readonly reason: string;
  readonly about: string;
  readonly excerpt: string | null;
}

/** What was written so far. A line that a crash cut short counts as not sent. */
export function linesOf(file: string): Line[] {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });
}
