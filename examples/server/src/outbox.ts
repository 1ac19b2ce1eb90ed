import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Notification, ReactionEvent } from "@taskwire/core";

/**
 * Returns a reaction that writes each notification to a file, one per line, where an app would send
 * an e-mail. A reaction is called at least once for each event, and again after a crash or an
 * error. So it remembers the ids of the notifications that it has written.
 */
export function createOutbox(file: string): (event: Pick<ReactionEvent, "data">) => void {
  const written = new Set(readOutbox(file).map(({ id }) => id));
  return ({ data }) => {
    const { id, userId, reason, about, excerpt } = data.notification as Notification;
    if (written.has(id)) return;
    appendFileSync(file, `${JSON.stringify({ id, to: userId, reason, about, excerpt })}\n`);
    written.add(id);
  };
}

interface OutboxLine {
  readonly id: string;
  readonly to: string;
  readonly reason: string;
  readonly about: string;
  readonly excerpt: string | null;
}

/** Reads the notifications that were written. A line that a crash cut short doesn't count. */
export function readOutbox(file: string): OutboxLine[] {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as OutboxLine];
    } catch {
      return [];
    }
  });
}
