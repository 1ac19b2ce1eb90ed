import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Notification, ReactionEvent } from "@taskwire/core";

/**
 * Returns a reaction that writes each notification to a file, one per line, where an app would send
 * an e-mail. A reaction is called at least once for each event, and again after a crash or an
 * error. So it remembers the ids of the notifications that it has written.
 *
 * @param linkFor makes the decision link of a mail
 */
export function createOutbox(
  file: string,
  linkFor?: (notification: Notification) => Promise<string | undefined>,
): (event: Pick<ReactionEvent, "data">) => void | Promise<void> {
  const written = new Set(readOutbox(file).map(({ id }) => id));
  const write = (notification: Notification, decide?: string) => {
    const { id, userId, reason, about, excerpt } = notification;
    if (written.has(id)) return;
    const mail = { id, to: userId, reason, about, excerpt, ...(decide && { decide }) };
    appendFileSync(file, `${JSON.stringify(mail)}\n`);
    written.add(id);
  };
  return ({ data }) => {
    const notification = data.notification as Notification;
    if (!linkFor || written.has(notification.id)) return write(notification);
    return linkFor(notification).then((decide) => write(notification, decide));
  };
}

interface OutboxLine {
  readonly id: string;
  readonly to: string;
  readonly reason: string;
  readonly about: string;
  readonly excerpt: string | null;
  /** The link with which the person decides, if they are asked to. */
  readonly decide?: string;
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
