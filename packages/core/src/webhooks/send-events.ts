import type { WebhookObservation } from "../model/observation.ts";
import { never, type WebhookFailure } from "../model/webhook.ts";
import type { LoggedEvent } from "../storage/storage.ts";
import { type AfterAnswer, afterAnswer } from "./after-answer.ts";
import { bodyOf, isWanted } from "./body.ts";
import { HeldCursor, type Source } from "./held-cursor.ts";
import { oldestEvents } from "./positions.ts";
import type { WebhookAnswer, WebhookRequest, WebhookSender } from "./sender.ts";

const pageSize = 50;
const maxPageBytes = 512 * 1024;
/**
 * Events are read again after this time, in ms. A receiver can take long for each event of a page, and a text of the
 * page may be deleted meanwhile.
 */
const maxAgeMs = 1_000;

/** The parts that sending the events of a board needs. */
export interface Sending extends Source {
  readonly sender: WebhookSender;
  readonly isStopped: () => boolean;
  readonly observed: ((observation: WebhookObservation) => void) | undefined;
  /** Is called with the first failure after a success, and with the last one. */
  readonly failed: (webhookId: string, boardId: string, problem: string) => void;
}

/**
 * Sends the next events of a board to a webhook, in order, until there are none or an attempt fails. Resolves to
 * whether the webhook is switched off now.
 */
export async function sendEvents(
  webhookId: string,
  boardId: string,
  sending: Sending,
): Promise<boolean> {
  const held = await HeldCursor.take(webhookId, boardId, sending);
  if (!held) return false;
  for (;;) {
    const readAt = sending.runtime.now();
    const events = await nextEvents(held, sending);
    if (events.length === 0 || sending.isStopped()) break;
    const end = await sendPage(events, readAt, held, sending);
    if (end !== "all") return end === "off";
  }
  await held.release();
  return false;
}

async function nextEvents(held: HeldCursor, { storage }: Sending): Promise<readonly LoggedEvent[]> {
  const { topic, cursor } = held;
  const after = { number: cursor.number, id: cursor.eventId };
  const query = { topic, after, limit: pageSize, maxBytes: maxPageBytes };
  const page = await storage.events(query);
  if (page.status === "page") return page.events;
  // The log was trimmed before these events could be sent. It goes on with the oldest ones that are left.
  const [head] = await storage.heads([topic]);
  const oldest = await oldestEvents(topic, storage);
  if (oldest.length === 0 && head) await held.write({ number: head.number, eventId: head.id });
  return oldest;
}

/**
 * Resolves to how it ended: all events are sent, or the others have to be read again; an attempt failed or the lease is
 * lost; or the webhook is off.
 */
async function sendPage(
  events: readonly LoggedEvent[],
  readAt: number,
  held: HeldCursor,
  sending: Sending,
): Promise<"all" | "stopped" | "off"> {
  const { sender, runtime } = sending;
  let left: LoggedEvent | undefined;
  let hasSent = false;
  for (const event of events) {
    if (!isWanted(held.webhook.types, event.type)) {
      left = event;
      continue;
    }
    if (sending.isStopped() || (hasSent && runtime.now() - readAt > maxAgeMs)) break;
    hasSent = true;
    if (held.isShort(sender.timeoutMs * 2) && !(await held.write({}))) return "stopped";
    const began = runtime.now();
    const answer = await sentInTime(sending, {
      ...{ url: held.webhook.url, secrets: held.webhook.secrets, id: event.id },
      ...{ timestamp: Math.floor(began / 1000), body: bodyOf(event, held.cursor.previous) },
    });
    const now = runtime.now();
    const time = { now, random: runtime.random() };
    const after = afterAnswer(answer, event, held.cursor, held.webhook, time);
    sending.observed?.({
      ...{ type: "webhook", outcome: after.outcome, status: answer.status, ms: now - began },
      lateMs: Math.max(0, now - Date.parse(event.at)),
    });
    const { cursor, webhook } = after;
    if (after.outcome !== "sent" && after.outcome !== "skipped") {
      const { failingSince: before, url } = held.webhook;
      await held.release(cursor, { webhook });
      const isNew = before === null || after.outcome !== "failed";
      if (isNew && held.webhook.url === url) tellFailed(after, held, sending);
      return after.outcome === "failed" ? "stopped" : "off";
    }
    const failure = after.outcome === "skipped" ? failureOf(event, held, answer.status, now) : null;
    if (!(await held.write(cursor, { webhook, ...(failure && { failure }) }))) return "stopped";
    left = undefined;
  }
  if (left && !(await held.write({ number: left.number, eventId: left.id, nextAt: never })))
    return "stopped";
  return "all";
}

const ends: { readonly [outcome: string]: string } = {
  failed: "fails: … It is tried again; `webhooks.list` has the latest error.",
  off: "is switched off: … `webhooks.resume` switches it on again.",
  gone: "gets nothing more: … Put it again if it has a new address.",
};

/** Reports a failure that the app does not know yet. */
function tellFailed(
  { outcome, webhook }: AfterAnswer,
  { cursor: { webhookId, boardId } }: HeldCursor,
  { failed }: Sending,
): void {
  // The app's own sender may give an error without a full stop.
  const reason = webhook?.lastError?.replace(/[^.!?…]$/u, "$&.") ?? "";
  const text = (ends[outcome] ?? "").replace("…", () => reason);
  failed(webhookId, boardId, `The webhook "${webhookId}" ${text}`);
}

/**
 * Sends one request. A sender of the app may never answer. That must not keep the place of other webhooks, so
 * after twice its own time limit it counts as a failure.
 */
function sentInTime({ sender, runtime }: Sending, request: WebhookRequest): Promise<WebhookAnswer> {
  return new Promise((resolve, reject) => {
    const limitMs = sender.timeoutMs * 2;
    const error = `The sender gave no answer within ${limitMs} ms.`;
    const cancel = runtime.timer(limitMs, () => resolve({ status: 0, error }));
    void sender.send(request).then(resolve, reject).finally(cancel);
  });
}

const failureOf = (
  { id: eventId, number, type }: LoggedEvent,
  { cursor, webhook }: HeldCursor,
  status: number,
  now: number,
): WebhookFailure => ({
  ...{ id: `${webhook.id}/${eventId}`, version: 0, webhookId: webhook.id },
  ...{ boardId: cursor.boardId, number, eventId, type, status, at: new Date(now).toISOString() },
});
