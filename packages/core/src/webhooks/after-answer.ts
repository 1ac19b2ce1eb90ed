import { never, type Webhook, type WebhookCursor } from "../model/webhook.ts";
import { errorText } from "./error-text.ts";
import type { WebhookAnswer } from "./sender.ts";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** The waits after the first, second … failure, as the specification of Standard Webhooks gives them. */
export const backOff: readonly number[] = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];
const longestWaitMs = 24 * hourMs;

/** After failures only for this long, a webhook is switched off. */
export const offAfterMs = 5 * 24 * hourMs;

/** After so many refusals, an event is skipped: it would block all later ones for ever. */
export const maxRefusals = 10;

/** These statuses say that the receiver is busy or slow, and not that it refuses the event. */
const busy: readonly number[] = [408, 425, 429];

/** The consequence of an answer: changes of the cursor and of the webhook. */
export interface AfterAnswer {
  readonly outcome: "sent" | "failed" | "skipped" | "off" | "gone";
  readonly cursor: Partial<WebhookCursor>;
  readonly webhook: Partial<Webhook> | null;
}

/** Decides what follows from the answer to an attempt. `random` is at least 0 and below 1. */
export function afterAnswer(
  answer: WebhookAnswer,
  event: { readonly number: number; readonly id: string },
  cursor: Pick<WebhookCursor, "attempts" | "refusals">,
  { failingSince, ...webhook }: Pick<Webhook, "failingSince" | "lastError" | "secrets">,
  { now, random }: { readonly now: number; readonly random: number },
): AfterAnswer {
  const { status, retryAfterMs = 0 } = answer;
  const done = { attempts: 0, refusals: 0, nextAt: never, failedAt: null };
  const position = { number: event.number, eventId: event.id };
  if (status >= 200 && status < 300)
    return {
      outcome: "sent",
      cursor: { ...done, ...position, previous: event.number },
      webhook:
        failingSince === null && webhook.lastError === null
          ? null
          : { failingSince: null, lastError: null },
    };
  const at = new Date(now).toISOString();
  const lastError = errorText(answer, webhook.secrets);
  // It is due at once, so that people are told of it, also if this node crashes now.
  if (status === 410)
    return {
      outcome: "gone",
      cursor: { nextAt: at, failedAt: at },
      webhook: { state: "gone", failingSince: failingSince ?? at, lastError },
    };
  const attempts = cursor.attempts + 1;
  const isRefused = status >= 400 && status < 500 && !busy.includes(status);
  const refusals = cursor.refusals + (isRefused ? 1 : 0);
  const isOld = failingSince !== null && now - Date.parse(failingSince) >= offAfterMs;
  // If nothing was sent since an old failure, the time begins anew: one failure alone switches nothing off.
  const since = failingSince === null || (isOld && cursor.attempts === 0) ? at : failingSince;
  const failing =
    since === failingSince && lastError === webhook.lastError
      ? null
      : { ...(since !== failingSince && { failingSince: since }), lastError };
  if (now - Date.parse(since) >= offAfterMs)
    return {
      outcome: "off",
      cursor: { attempts, refusals, nextAt: at, failedAt: at },
      webhook: { state: "off", failingSince: since, lastError },
    };
  if (refusals >= maxRefusals)
    return { outcome: "skipped", cursor: { ...done, ...position }, webhook: failing };
  const wait = backOff[Math.min(attempts, backOff.length) - 1] ?? longestWaitMs;
  const withJitter = wait * (0.9 + 0.2 * random);
  const nextMs = Math.max(withJitter, Math.min(retryAfterMs, longestWaitMs));
  return {
    outcome: "failed",
    cursor: { attempts, refusals, nextAt: new Date(now + nextMs).toISOString(), failedAt: at },
    webhook: failing,
  };
}
